-- What the hub derived about a record (exchange.internal.Annotations), outside its digest; NULL = nothing. It belongs
-- to the payload that it was derived from: who writes another payload writes NULL here.
ALTER TABLE @kind@_record ADD COLUMN annotations bytea;
