CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL,            -- SHA-256 of the cookie that opens it
  code_hash TEXT NOT NULL UNIQUE,      -- SHA-256 of the code to go on elsewhere
  product TEXT NOT NULL,
  language TEXT NOT NULL,
  channel TEXT NOT NULL,
  person_id TEXT,                      -- for whom, once logged in
  acting_id TEXT,
  staff_id TEXT,                       -- who fills it in with the caller
  answers TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  case_id TEXT,                        -- set once, by sending
  case_number TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX draft_by_person ON draft(person_id);
CREATE INDEX draft_by_expiry ON draft(expires_at);

CREATE TABLE draft_file (
  id TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL REFERENCES draft(id),
  question TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  content BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX draft_file_by_draft ON draft_file(draft_id);
