-- People of a ministry at the portal: the links that let them in, and their sessions. What they present is random; of it only
-- the SHA-256 is here. Unlike the tables before, these are pruned, 90 days after a row's end: the audit log remains.

CREATE TABLE sign_in_link (
  code_hash   text        PRIMARY KEY,           -- SHA-256 of the code, base64url without padding
  source      text        NOT NULL REFERENCES system (source),
  made_by     text        NOT NULL REFERENCES system (source),
  create_time timestamptz NOT NULL,
  expire_time timestamptz NOT NULL,              -- moved back when the link is taken back
  use_time    timestamptz
);
CREATE INDEX sign_in_link_by_source ON sign_in_link (source);
CREATE INDEX sign_in_link_by_end ON sign_in_link (expire_time);

CREATE TABLE session (
  fingerprint text        PRIMARY KEY,           -- SHA-256 of its secret, base64url without padding
  source      text        NOT NULL REFERENCES system (source),
  certificate text        REFERENCES certificate (fingerprint),  -- that it began with; NULL: with a link
  create_time timestamptz NOT NULL,
  use_time    timestamptz NOT NULL,              -- last
  expire_time timestamptz NOT NULL,              -- at the latest
  end_time    timestamptz                        -- before its time
);
CREATE INDEX session_by_source ON session (source, create_time);
CREATE INDEX session_by_certificate ON session (certificate) WHERE certificate IS NOT NULL;
CREATE INDEX session_by_end ON session (expire_time);

-- The end of a session stands in the feed of revocations, until the session is pruned.
ALTER TABLE revocation ADD COLUMN session text UNIQUE REFERENCES session (fingerprint) ON DELETE CASCADE;
ALTER TABLE revocation DROP CONSTRAINT revocation_check;
ALTER TABLE revocation ADD CONSTRAINT revocation_of_one CHECK (num_nonnulls(certificate, source, session) = 1);
