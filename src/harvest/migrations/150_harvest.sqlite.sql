-- Catalogues of others, and how far the round through each of them is.
CREATE TABLE harvest_origin (
  name TEXT PRIMARY KEY,
  round BIGINT NOT NULL,          -- 1, 2, 3, …; the one that is under way
  next_page TEXT NOT NULL,        -- where the round goes on; empty: it begins
  pages BIGINT NOT NULL,          -- read in this round
  passed_over BIGINT NOT NULL,    -- entries of this round without a name or a form
  last_try BIGINT,
  last_success BIGINT,            -- end of the last whole round
  last_error TEXT NOT NULL,       -- code; empty after a success
  failures BIGINT NOT NULL        -- in a row
);
-- What they have. A set stays here for ever, so that its name is never given to another.
CREATE TABLE harvest_set (
  dataset TEXT PRIMARY KEY,
  origin TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  licence TEXT NOT NULL,
  publisher TEXT NOT NULL,
  page TEXT NOT NULL,
  modified TEXT NOT NULL,         -- as they say it
  url TEXT NOT NULL,
  format TEXT NOT NULL,
  seen_round BIGINT NOT NULL,
  missed BIGINT NOT NULL,         -- whole rounds in a row without it
  state TEXT NOT NULL,            -- listed, here, blocked, gone
  reason TEXT NOT NULL,           -- code, when blocked
  wanted BIGINT NOT NULL,         -- 1: the file must be fetched
  sha256 TEXT NOT NULL,           -- of the file that is here
  bytes BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  fetched_at BIGINT
);
CREATE UNIQUE INDEX harvest_set_id ON harvest_set (origin, id);
CREATE INDEX harvest_set_wanted ON harvest_set (origin, wanted);
