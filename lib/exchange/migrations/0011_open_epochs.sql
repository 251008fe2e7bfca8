-- An epoch belongs to one start of one PostgreSQL: whoever connects to another one opens a new epoch (epochs.h).
ALTER TABLE @kind@_head
  ADD COLUMN incarnation text   NOT NULL DEFAULT '',  -- system identifier / timeline / start of the server
  ADD COLUMN reserved    bigint NOT NULL DEFAULT 0,   -- sequences up to here may be handed out; the ledger knows of them
  DROP COLUMN system_identifier,
  DROP COLUMN timeline;

-- What is known of earlier epochs, as the ledger has it.
CREATE TABLE @kind@_epoch (
  epoch  bigint PRIMARY KEY,
  common bigint NOT NULL  -- head when it was opened: up to here it has the history of those before
);
