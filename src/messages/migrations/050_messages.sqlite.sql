CREATE TABLE message (
  id TEXT PRIMARY KEY,
  case_id TEXT,
  person_id TEXT,
  template TEXT NOT NULL,
  language TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,                  -- Markdown
  created_at INTEGER NOT NULL,
  read_at INTEGER,
  mail_state TEXT NOT NULL,            -- none, waiting, sent, failed
  mailed_at INTEGER
) STRICT;
CREATE INDEX message_by_person ON message(person_id, created_at);
CREATE INDEX message_by_case ON message(case_id);
