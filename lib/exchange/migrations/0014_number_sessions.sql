-- Writers' sessions are numbered when they are opened: the number of the newest that has written without versions is the
-- source's lease. Numbers of sessions that were never used are left out.
-- CACHE 1: else each connection hands out numbers of its own, and they do not rise from one to the other.
CREATE SEQUENCE @kind@_session CACHE 1;
-- Above every number that was given before.
SELECT setval('@kind@_session', coalesce(max(lease), 0) + 1, false) FROM @kind@_activity;
