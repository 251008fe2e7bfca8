-- Followers: the copies that systems keep of the feed, and how far each has confirmed it. Written when a Watch begins,
-- before anything is handed out, and by confirmations.
CREATE TABLE @kind@_follower (
  source     text        NOT NULL,  -- whose copy
  name       text        NOT NULL,  -- which of theirs; '' unless they said otherwise
  since      bigint      NOT NULL,  -- head when it was registered: of what was erased by then it holds nothing. 0: it came
                                    -- with a cursor, so it is older than what the hub knows of it
  epoch      bigint      NOT NULL,  -- of what it confirmed
  confirmed  bigint      NOT NULL,  -- every change up to this sequence is applied; 0: none is known to be
  created    timestamptz NOT NULL,
  watched    timestamptz NOT NULL,  -- its last Watch began
  moved      timestamptz,           -- `confirmed` was last moved
  PRIMARY KEY (source, name)
) WITH (fillfactor = 50);
-- What was erased of a source, newest first.
CREATE INDEX @kind@_record_erased ON @kind@_record (source, sequence) INCLUDE (hub_id, updated) WHERE asserted = 3;
