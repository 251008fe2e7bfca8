-- Runs: full exports of a source, and what they close.

-- Head when the source itself last wrote the record. `sequence` moves by the hub's own changes too (expiry, annotations),
-- which must not keep a record open that an export does not name. 0: before all runs.
ALTER TABLE @kind@_record ADD COLUMN asserted_sequence bigint NOT NULL DEFAULT 0;
-- A source's records in order of the feed, with what comparing needs, without touching the payloads.
CREATE INDEX @kind@_record_source ON @kind@_record (source, sequence)
  INCLUDE (asserted, asserted_sequence, record_key, record_id, digest) WHERE asserted < 3;

ALTER TABLE @kind@_source
  ADD COLUMN live_runs smallint NOT NULL DEFAULT 0,  -- rows of @kind@_run in a state below 5: none is the common case
  ADD COLUMN closures bytea NOT NULL DEFAULT '';     -- exchange.internal.Closures: what the guard counts

CREATE TABLE @kind@_run (
  run_id     bytea    PRIMARY KEY,  -- 16 random bytes
  number     bigint   NOT NULL GENERATED ALWAYS AS IDENTITY,  -- order of beginning
  source     text     NOT NULL,
  state      smallint NOT NULL,     -- exchange.v1.RunState; below 5: live
  implicit   boolean  NOT NULL,     -- holds closures that came by themselves
  confirmed  boolean  NOT NULL,     -- somebody who may has confirmed what it closes
  begun_at   bigint   NOT NULL,     -- head at its beginning
  begin_open bigint   NOT NULL,     -- the source's open records then
  declared   bigint,                -- the source's own count of the export
  items      bigint   NOT NULL DEFAULT 0,
  rejected   bigint   NOT NULL DEFAULT 0,  -- of these
  unreadable bigint   NOT NULL DEFAULT 0,  -- rows and items without a readable id
  guard      bigint   NOT NULL DEFAULT 0,  -- closures that it may do unconfirmed; set when judged
  to_close   bigint   NOT NULL DEFAULT 0,  -- as judged
  closed     bigint   NOT NULL DEFAULT 0,
  created    timestamptz NOT NULL,
  updated    timestamptz NOT NULL,
  ended      timestamptz
) WITH (fillfactor = 50);
CREATE INDEX @kind@_run_source ON @kind@_run (source, number);
CREATE INDEX @kind@_run_live ON @kind@_run (state) WHERE state < 5;

-- The records that an open run has named, rejected items too: 16-byte record keys, one after the other, a row for each
-- transaction. Repetitions stand twice.
CREATE TABLE @kind@_run_named (
  run_id bytea  NOT NULL,
  number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,  -- rises in commit order: the head's lock is held
  keys   bytea  NOT NULL
);
ALTER TABLE @kind@_run_named ALTER COLUMN keys SET STORAGE EXTERNAL;
CREATE INDEX @kind@_run_named_run ON @kind@_run_named (run_id, number);

-- The records that an ended or implicit run will close, and those that it would if it were confirmed.
CREATE TABLE @kind@_run_closing (
  run_id     bytea    NOT NULL,
  record_key bytea    NOT NULL,
  version    bigint,            -- of a CLOSE that had one
  closure    smallint NOT NULL, -- exchange.v1.ClosureReason
  PRIMARY KEY (run_id, record_key)
);
