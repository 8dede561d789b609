-- What people made with a data set. Before somebody at the desk agrees, nobody else sees it.
CREATE TABLE reuse (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  made_by TEXT NOT NULL,          -- as the maker wants to be named in public; may be empty
  summary TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  agreed_at BIGINT                -- without it only the desk sees it
);
CREATE INDEX reuse_dataset ON reuse (dataset, agreed_at);
CREATE UNIQUE INDEX reuse_once ON reuse (dataset, url);
