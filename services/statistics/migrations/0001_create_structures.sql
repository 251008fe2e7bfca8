-- Structures that were submitted, beside those that the release brings.
CREATE TABLE structure (
  urn      text        PRIMARY KEY,  -- as SDMX 3.0 has it
  owner    text        NOT NULL,     -- the organisation that wrote it: "EG/capmas"
  final    boolean     NOT NULL,     -- SDMX-ML 3.0 has no word for it
  content  bytea       NOT NULL,     -- a message of SDMX-ML 3.0 with this artefact alone
  revision bigint      NOT NULL,     -- that wrote it
  changed  timestamptz NOT NULL
);
ALTER TABLE structure ALTER COLUMN content SET COMPRESSION lz4;
CREATE INDEX structure_owner ON structure (owner);

-- Rises with every change of the table: processes look at it to learn of them. Its lock is what a change begins with.
CREATE TABLE structure_revision (
  one     boolean     PRIMARY KEY DEFAULT true CHECK (one),
  number  bigint      NOT NULL,
  changed timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO structure_revision (number, changed) VALUES (0, '-infinity');
