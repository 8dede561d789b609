-- One invitation to give a mark, and what came of it. The figures are counted from the ledger, not from this table.
CREATE TABLE feedback (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,     -- SHA-256 of the token in the link; the token itself is never stored
  case_id TEXT NOT NULL,
  product TEXT NOT NULL,
  channel TEXT NOT NULL,               -- in which the case came in
  invited_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  mark INTEGER,                        -- 1 to 10; empty until it is given
  text TEXT NOT NULL DEFAULT '',       -- what the resident wrote: personal, may be erased
  answered_at INTEGER,
  follow_up_by TEXT,                   -- the employee who picked it up
  followed_up_at INTEGER
) STRICT;
CREATE INDEX feedback_by_case ON feedback(case_id);
CREATE INDEX feedback_to_follow_up ON feedback(answered_at) WHERE mark IS NOT NULL AND mark <= 5 AND followed_up_at IS NULL;
