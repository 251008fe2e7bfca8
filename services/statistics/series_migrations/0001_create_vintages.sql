-- The former states of series: what was asserted, and when. A row is written by whatever changes a series, in the same
-- transaction, and never changed; erasing a series deletes all of its rows.
CREATE TABLE series_vintage (
  record_key      bytea       NOT NULL,
  sequence        bigint      NOT NULL,              -- of the change in the feed
  flow            text        COLLATE "C" NOT NULL,  -- "AGENCY:FLOW(VERSION)"
  source          text        COLLATE "C" NOT NULL,
  record_id       text        COLLATE "C" NOT NULL,  -- begins with the flow
  at              timestamptz NOT NULL,              -- from here on
  audience_public boolean     NOT NULL,
  payload         bytea,                             -- canonical bytes; NULL: the source has closed it
  bytes           integer     NOT NULL,              -- of the payload
  PRIMARY KEY (record_key, sequence)
);
ALTER TABLE series_vintage ALTER COLUMN payload SET COMPRESSION lz4;
-- Which series a dataflow has, and how much there is of each, from the index alone.
CREATE INDEX series_vintage_flow ON series_vintage (flow, source, record_id, record_key) INCLUDE (bytes);
-- Samples of what is stored would outlive its erasure.
ALTER TABLE series_vintage ALTER COLUMN record_id SET STATISTICS 0, ALTER COLUMN payload SET STATISTICS 0;

CREATE FUNCTION series_keep_vintage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.asserted = 3 THEN  -- ASSERTED_STATE_ERASED
    DELETE FROM series_vintage WHERE record_key = NEW.record_key;
    RETURN NULL;
  END IF;
  INSERT INTO series_vintage (record_key, sequence, flow, source, record_id, at, audience_public, payload, bytes)
  SELECT NEW.record_key, NEW.sequence, left(NEW.record_id, strpos(NEW.record_id, ')')), NEW.source, NEW.record_id,
         NEW.updated, NEW.audience_public, stated.payload, coalesce(octet_length(stated.payload), 0)
    FROM (SELECT CASE WHEN NEW.asserted = 1 THEN NEW.payload END AS payload) AS stated;
  RETURN NULL;
END $$;
CREATE TRIGGER series_vintage_of_new AFTER INSERT ON series_record
  FOR EACH ROW EXECUTE FUNCTION series_keep_vintage();
-- The hub's own changes (a new sequence, an annotation) are none of the series.
CREATE TRIGGER series_vintage_of_changed AFTER UPDATE ON series_record
  FOR EACH ROW WHEN (OLD.asserted <> NEW.asserted OR OLD.digest IS DISTINCT FROM NEW.digest
                     OR OLD.audience_public <> NEW.audience_public)
  EXECUTE FUNCTION series_keep_vintage();
