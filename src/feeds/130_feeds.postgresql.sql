-- What each feed has done.
CREATE TABLE feed_status (
  feed TEXT PRIMARY KEY,
  last_try BIGINT,
  last_success BIGINT,
  last_measured BIGINT,
  last_error TEXT NOT NULL,    -- code; empty after a success
  failures BIGINT NOT NULL,   -- in a row
  rows_in BIGINT NOT NULL,
  rejected BIGINT NOT NULL
);
-- Where a connector goes on.
CREATE TABLE feed_cursor (
  feed TEXT PRIMARY KEY,
  cursor TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);
-- How the columns of a file become series; saved to be used again.
CREATE TABLE feed_mapping (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL,          -- JSON
  updated_at BIGINT NOT NULL
);
