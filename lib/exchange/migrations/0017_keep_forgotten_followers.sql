-- Followers that were forgotten before they had confirmed every erasure: as evidence they stay.
CREATE TABLE @kind@_forgotten_follower (
  source       text        NOT NULL,  -- whose copy
  name         text        NOT NULL,  -- which of theirs; '*': the oldest of them, when there were too many
  confirmed    bigint      NOT NULL,  -- of what was erased up to this sequence it holds nothing
  until        bigint      NOT NULL,  -- head when it was forgotten
  copies       bigint      NOT NULL,  -- 1, or how many '*' stands for
  forgotten    timestamptz NOT NULL,
  forgotten_by text        NOT NULL,  -- the system that said so
  PRIMARY KEY (source, name, until)
);
