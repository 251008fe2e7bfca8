-- Who may receive what a system writes: LIVE or PILOT (the Centre's word), and the grants of each kind (its owner's).

-- Systems that were there before are LIVE, as they were.
ALTER TABLE system ADD COLUMN live bool NOT NULL DEFAULT true;
ALTER TABLE system ALTER COLUMN live SET DEFAULT false;
-- Place in the feed of sharing: taken under the lock of the one row of sharing_head, so that a number never becomes
-- visible below one that was already read.
ALTER TABLE system ADD COLUMN sharing int8;
CREATE TABLE sharing_head (
  one      bool PRIMARY KEY DEFAULT true CHECK (one),
  sequence int8 NOT NULL
);
UPDATE system SET sharing = numbered.number
  FROM (SELECT source, row_number() OVER (ORDER BY source) AS number FROM system) AS numbered
  WHERE numbered.source = system.source;
INSERT INTO sharing_head (sequence) SELECT coalesce(max(sharing), 0) FROM system;
ALTER TABLE system ALTER COLUMN sharing SET NOT NULL;
CREATE UNIQUE INDEX system_by_sharing ON system (sharing);

-- Every decision of an owner stays: the newest revision holds.
CREATE TABLE grants (
  source   text        NOT NULL REFERENCES system (source),
  kind     text        NOT NULL,              -- "vacancy"
  revision int8        NOT NULL,              -- from 1
  grants   jsonb       NOT NULL,              -- tabadul.identity.v1.KindGrants as JSON
  set_by   text        NOT NULL REFERENCES system (source),
  time     timestamptz NOT NULL,
  PRIMARY KEY (source, kind, revision)
);
