-- Submissions: files of statistics offices, those under embargo with their content until their time.

CREATE TABLE submission (
  id           text        PRIMARY KEY,      -- 32 hex digits
  number       bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,  -- the order of arrival
  source       text        NOT NULL,
  request_id   text        NOT NULL,         -- the source's own name of it, or ''
  state        smallint    NOT NULL,         -- statistics.v1.SubmissionState
  dataflows    text[]      NOT NULL,         -- "TABADUL:DF_X(1.0)"
  options      bytea       NOT NULL,         -- statistics.v1.SubmissionOptions
  report       bytea       NOT NULL,         -- statistics.v1.SubmissionReport without texts for people
  media_type   text        NOT NULL,
  created      timestamptz NOT NULL,
  release_time timestamptz,                  -- NULL: there is no embargo
  next_try     timestamptz NOT NULL          -- of a release that has failed: not before
);
CREATE INDEX submission_of_source ON submission (source, number);
CREATE UNIQUE INDEX submission_by_request ON submission (source, request_id) WHERE request_id <> '' AND state IN (3, 4);
CREATE INDEX submission_by_release ON submission (release_time, id) WHERE release_time IS NOT NULL;
CREATE INDEX submission_by_creation ON submission (created);

-- The file of one that is SCHEDULED, or just being released, in pieces.
CREATE TABLE submission_piece (
  id     text   NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number int    NOT NULL,
  bytes  bytea  NOT NULL,
  PRIMARY KEY (id, number)
);
ALTER TABLE submission_piece ALTER COLUMN bytes SET COMPRESSION lz4;

-- Whose turn it is to write a source's series from a file: one at a time, since each reads what stands before it writes.
CREATE TABLE submission_turn (
  source text        PRIMARY KEY,
  holder text        NOT NULL,  -- id of the submission
  until  timestamptz NOT NULL   -- a process that has died holds it no longer
) WITH (fillfactor = 50);

-- The open series of a source, by name: what a file is merged into.
CREATE INDEX series_record_of_source ON series_record (source, record_id COLLATE "C") WHERE asserted = 1;
