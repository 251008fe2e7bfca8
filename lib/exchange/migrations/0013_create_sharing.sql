-- Who may receive a source's records: what its owner and the Centre decided, as this kind's feed has it in the order of
-- commits. A source without a row is a PILOT: identity has said nothing of it yet.
CREATE TABLE @kind@_sharing (
  source text  PRIMARY KEY,
  state  bytea NOT NULL  -- exchange.internal.SharingState
);
-- Rises by one with every transaction that changes @kind@_sharing.
ALTER TABLE @kind@_head ADD COLUMN sharing bigint NOT NULL DEFAULT 0;
-- What was there before sources could be PILOT was received by everybody, and still is: rights {live, by_default}.
INSERT INTO @kind@_sharing (source, state) SELECT source, '\x0a0408011001'::bytea FROM @kind@_source;
UPDATE @kind@_head SET sharing = 1 WHERE EXISTS (SELECT FROM @kind@_sharing);
