-- When a source has last proven that it holds what the hub does, and the head then.
ALTER TABLE @kind@_source
  ADD COLUMN proven          timestamptz,
  ADD COLUMN proven_sequence bigint;
