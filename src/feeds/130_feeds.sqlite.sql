-- What each feed has done.
CREATE TABLE feed_status (
  feed TEXT PRIMARY KEY,
  last_try INTEGER,
  last_success INTEGER,
  last_measured INTEGER,
  last_error TEXT NOT NULL,    -- code; empty after a success
  failures INTEGER NOT NULL,   -- in a row
  rows_in INTEGER NOT NULL,
  rejected INTEGER NOT NULL
) STRICT;
-- Where a connector goes on.
CREATE TABLE feed_cursor (
  feed TEXT PRIMARY KEY,
  cursor TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
-- How the columns of a file become series; saved to be used again.
CREATE TABLE feed_mapping (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL,          -- JSON
  updated_at INTEGER NOT NULL
) STRICT;
