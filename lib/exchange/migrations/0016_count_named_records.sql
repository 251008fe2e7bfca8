-- What a full export has named, counted by record: a stream that was cut repeats its items, and KEEP brings nothing.

-- Records that a run has named itself, each once; of these, those whose content the hub has as it was brought, and those
-- that were named by KEEP alone. NULL: not counted (yet).
ALTER TABLE @kind@_run
  ADD COLUMN named bigint,
  ADD COLUMN taken bigint,
  ADD COLUMN kept  bigint;
-- How the keys of a row were named: exchange::NamedAs. 3: taken, as all of them counted before.
ALTER TABLE @kind@_run_named ADD COLUMN named_as smallint NOT NULL DEFAULT 3;
