-- What must outlive every restore of the records (docs/protocol.md#epochs, #erasure). In a PostgreSQL of its own.
CREATE TABLE ledger_kind (
  kind     text   PRIMARY KEY,
  epoch    bigint NOT NULL,  -- the newest
  reserved bigint NOT NULL   -- no sequence above this was ever handed out
) WITH (fillfactor = 50);

CREATE TABLE ledger_epoch (
  kind   text        NOT NULL,
  epoch  bigint      NOT NULL,
  begins bigint      NOT NULL,  -- its sequences are above this
  common bigint      NOT NULL,  -- head of the database when it was opened
  opened timestamptz NOT NULL,
  PRIMARY KEY (kind, epoch)
);

-- Every erasure that was acknowledged. Whose record it was is not in here: the key is a keyed hash.
CREATE TABLE ledger_erasure (
  kind       text        NOT NULL,
  record_key bytea       NOT NULL,  -- 16 bytes, as in the record table
  sequence   bigint      NOT NULL,  -- by which it was erased: a database whose head is below it does not know of it
  source     text        NOT NULL,
  time       timestamptz NOT NULL,
  PRIMARY KEY (kind, record_key)
);
CREATE INDEX ledger_erasure_sequence ON ledger_erasure (kind, sequence);
