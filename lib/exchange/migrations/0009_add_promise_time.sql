-- Since when a source promises to send: of one that was never heard from, its silence counts from here.
ALTER TABLE @kind@_activity ADD COLUMN promise_made timestamptz;
UPDATE @kind@_activity SET promise_made = now() WHERE promised IS NOT NULL;
