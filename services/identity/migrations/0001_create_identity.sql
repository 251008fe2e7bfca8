-- Organisations, their systems, the systems' certificates, revocations, and the services' mark-signing keys.
-- Nothing is ever deleted: who could act when has to be answerable later.

CREATE TABLE organisation (
  id          text        PRIMARY KEY,           -- "SY/mosal"
  name        jsonb       NOT NULL,              -- tabadul.common.v1.LocalizedText as JSON
  type        int4        NOT NULL CHECK (type > 0),
  create_time timestamptz NOT NULL
);

CREATE TABLE system (
  source       text        PRIMARY KEY,          -- "SY/mosal/pes"
  organisation text        NOT NULL REFERENCES organisation (id),
  scopes       text[]      NOT NULL,
  create_time  timestamptz NOT NULL,
  revoke_time  timestamptz
);

CREATE TABLE certificate (
  fingerprint text        PRIMARY KEY,           -- SHA-256 of the DER, base64url without padding
  source      text        NOT NULL REFERENCES system (source),
  serial      text        NOT NULL UNIQUE,       -- hex
  key_hash    text        NOT NULL,              -- SHA-256 of the SubjectPublicKeyInfo, base64url
  not_before  timestamptz NOT NULL,
  not_after   timestamptz NOT NULL,
  revoke_time timestamptz,
  der         bytea       NOT NULL
);
CREATE INDEX certificate_by_source ON certificate (source, fingerprint);
CREATE INDEX certificate_by_key ON certificate (key_hash);

-- The feed of revocations. Its sequence is taken under the lock of the one row of revocation_head, so that a number
-- never becomes visible below one that was already read.
CREATE TABLE revocation (
  sequence    int8        PRIMARY KEY,
  certificate text        UNIQUE REFERENCES certificate (fingerprint),
  source      text        UNIQUE REFERENCES system (source),
  time        timestamptz NOT NULL,
  CHECK ((certificate IS NULL) <> (source IS NULL))
);
CREATE TABLE revocation_head (
  one      bool PRIMARY KEY DEFAULT true CHECK (one),
  sequence int8 NOT NULL
);
INSERT INTO revocation_head (sequence) VALUES (0);

CREATE TABLE signing_key (
  key_id      text        PRIMARY KEY,           -- first 16 hex digits of SHA-256 of the public key
  service     text        NOT NULL,
  public_key  bytea       NOT NULL CHECK (length(public_key) = 32),
  not_before  timestamptz NOT NULL,
  not_after   timestamptz NOT NULL CHECK (not_after > not_before),
  create_time timestamptz NOT NULL
);
