-- When an operator said that the key ends: from then on not_after moves back only.
ALTER TABLE signing_key ADD COLUMN end_time timestamptz;
