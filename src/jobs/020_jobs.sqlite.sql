CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  unique_key TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
  due_at INTEGER NOT NULL,     -- waiting: not before; running: the lease ends
  attempts INTEGER NOT NULL,
  owner TEXT NOT NULL,         -- of the lease; empty when there is none
  error TEXT NOT NULL,         -- code of the last failure
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_due ON job (due_at) WHERE state <> 'dead';
CREATE UNIQUE INDEX job_unique ON job (unique_key) WHERE state = 'waiting';
