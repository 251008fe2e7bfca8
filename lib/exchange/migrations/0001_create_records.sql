-- The record store of one kind; @kind@ is replaced by its name (vacancy_record, vacancy_head, vacancy_source).

-- The commit order: one row per shard. Its lock is the first statement of every writing transaction, so numbers
-- become visible in order, and nothing ever appears at or below a cursor already handed out.
CREATE TABLE @kind@_head (
  shard             smallint PRIMARY KEY,
  epoch             bigint   NOT NULL,  -- rises when the database is another one than before (restore, failover)
  head              bigint   NOT NULL,  -- sequence of the newest change
  system_identifier bigint   NOT NULL,  -- pg_control_system(): the cluster that this epoch belongs to
  timeline          bigint   NOT NULL   -- pg_control_checkpoint()
) WITH (fillfactor = 10);
INSERT INTO @kind@_head VALUES (0, 1, 0, 0, 0);

-- One row per source.
CREATE TABLE @kind@_source (
  source           text   PRIMARY KEY,
  lease            bigint NOT NULL,  -- number of the newest writer without versions
  open_count       bigint NOT NULL,  -- records asserted OPEN
  restricted_count bigint NOT NULL,  -- of these, the ones that not everybody may receive
  set_hash         bytea  NOT NULL   -- LtHash over the open records, 2,048 bytes
) WITH (fillfactor = 50);
ALTER TABLE @kind@_source ALTER COLUMN set_hash SET STORAGE PLAIN;

CREATE TABLE @kind@_record (
  record_key         bytea       PRIMARY KEY,  -- 16 bytes: HMAC-SHA-256(pepper, source 0x00 record_id), cut
  hub_id             bytea       NOT NULL,     -- 16 random bytes
  source             text        NOT NULL,
  record_id          text,                     -- NULL when erased
  sequence           bigint      NOT NULL,     -- of the newest change: the table in this order is the feed
  version            bigint      NOT NULL,
  hub_version        boolean     NOT NULL,     -- counted by the hub, not by the source
  asserted           smallint    NOT NULL,     -- exchange.v1.AssertedState
  lifecycle          smallint    NOT NULL,     -- exchange.v1.Lifecycle
  closure            smallint    NOT NULL,     -- exchange.v1.ClosureReason
  countries          text        NOT NULL,     -- filter keys: "AE,EG", sorted
  occupation         text        NOT NULL,     -- ISCO-08 code or ''
  audience_countries text        NOT NULL,     -- "AE,EG", sorted
  audience_public    boolean     NOT NULL,
  former             bytea       NOT NULL,     -- exchange.internal.Former
  payload            bytea,                    -- canonical bytes, served unchanged; NULL when erased
  digest             bytea,                    -- SHA-256(payload); NULL when erased
  created            timestamptz NOT NULL,
  updated            timestamptz NOT NULL,
  expires            timestamptz NOT NULL      -- infinity = never
);
ALTER TABLE @kind@_record ALTER COLUMN payload SET COMPRESSION lz4;
CREATE UNIQUE INDEX @kind@_record_sequence ON @kind@_record (sequence);
CREATE UNIQUE INDEX @kind@_record_hub_id ON @kind@_record (hub_id);
CREATE INDEX @kind@_record_expires ON @kind@_record (expires) WHERE lifecycle = 1 AND expires < 'infinity';
