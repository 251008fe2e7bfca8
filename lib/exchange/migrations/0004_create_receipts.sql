-- Receipts: what the hub has signed about the items that it answered. Without ids and nonces: nothing of an erased
-- record is left in them.
CREATE TABLE @kind@_receipt (
  source    text   NOT NULL,
  number    bigint NOT NULL,  -- per source, from 1, without gaps
  body      bytea  NOT NULL,  -- exchange.v1.ReceiptBody, as signed
  key_id    text   NOT NULL,
  signature bytea  NOT NULL,
  PRIMARY KEY (source, number)
);
ALTER TABLE @kind@_source
  ADD COLUMN receipts     bigint NOT NULL DEFAULT 0,   -- number of the newest
  ADD COLUMN receipt_hash bytea  NOT NULL DEFAULT '';  -- SHA-256 of its body
