-- Erasures up to this sequence are in no dead row of the record table any more (erasure_vacuum.h).
ALTER TABLE @kind@_head ADD COLUMN vacuumed bigint NOT NULL DEFAULT 0;

-- Statistics are samples of what is stored, and outlive its erasure until the table is analyzed again. Nothing is looked up
-- by these columns. Giving a column its type anew removes the samples that were taken; it does not rewrite the table.
ALTER TABLE @kind@_record
  ALTER COLUMN record_id TYPE text,    ALTER COLUMN record_id SET STATISTICS 0,
  ALTER COLUMN payload TYPE bytea,     ALTER COLUMN payload SET STATISTICS 0, ALTER COLUMN payload SET COMPRESSION lz4,
  ALTER COLUMN digest TYPE bytea,      ALTER COLUMN digest SET STATISTICS 0,
  ALTER COLUMN annotations TYPE bytea, ALTER COLUMN annotations SET STATISTICS 0;
