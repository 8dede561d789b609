-- One row a desk and a start: the unique index makes a double booking impossible.
CREATE TABLE appointment (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  start_at BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  desk BIGINT NOT NULL,
  state TEXT NOT NULL,                 -- held, booked
  held_until BIGINT,
  draft_id TEXT,
  case_id TEXT,
  person_id TEXT,
  code_hash TEXT NOT NULL UNIQUE,      -- moves or cancels without logging in
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX appointment_place ON appointment(purpose, start_at, desk);
CREATE INDEX appointment_by_case ON appointment(case_id);
CREATE INDEX appointment_by_person ON appointment(person_id);
CREATE INDEX appointment_by_draft ON appointment(draft_id);

CREATE TABLE contact_moment (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,               -- phone, desk, mail, post
  product TEXT NOT NULL DEFAULT '',
  case_id TEXT,
  person_id TEXT,
  staff_id TEXT NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  outcome TEXT NOT NULL,               -- answered, forwarded, call-back
  call_back_by BIGINT,                -- day
  called_back_at BIGINT,
  at BIGINT NOT NULL
);
CREATE INDEX contact_moment_by_case ON contact_moment(case_id);
CREATE INDEX contact_moment_by_person ON contact_moment(person_id);
CREATE INDEX contact_moment_to_call ON contact_moment(call_back_by) WHERE called_back_at IS NULL AND call_back_by IS NOT NULL;
