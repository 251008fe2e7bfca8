-- What a source does, beside the set of its records: a narrow row, since it is written with every answer.
CREATE TABLE @kind@_activity (
  source          text   PRIMARY KEY,
  lease           bigint NOT NULL DEFAULT 0,   -- number of the newest writer without versions
  receipts        bigint NOT NULL DEFAULT 0,   -- number of the newest
  receipt_hash    bytea  NOT NULL DEFAULT '',  -- SHA-256 of its body
  received        timestamptz,                 -- last item that was answered, or run that was begun
  changed         timestamptz,                 -- last item that changed a record
  counts          bytea  NOT NULL DEFAULT '',  -- exchange.internal.Activity: items answered and rejected
  promised        bigint,                      -- the source sends at least every so many seconds; NULL = no promise
  proven          timestamptz,                 -- when it has last proven that it holds what the hub does
  proven_sequence bigint                       -- and the head then
) WITH (fillfactor = 50);
-- What was received before this table was: as good as it is known. `updated` is moved by the hub too.
INSERT INTO @kind@_activity (source, lease, receipts, receipt_hash, received, changed, proven, proven_sequence)
  SELECT s.source, s.lease, s.receipts, s.receipt_hash, r.newest, r.newest, s.proven, s.proven_sequence
  FROM @kind@_source AS s
  LEFT JOIN (SELECT source, max(updated) AS newest FROM @kind@_record GROUP BY source) AS r USING (source);
ALTER TABLE @kind@_source
  DROP COLUMN lease, DROP COLUMN receipts, DROP COLUMN receipt_hash, DROP COLUMN proven, DROP COLUMN proven_sequence;
