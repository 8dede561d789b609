-- The ZGW information model (zaak, status, rol, resultaat, informatieobject, besluit, zaaknotitie) under English names; see docs/glossary.md.
CREATE TABLE number_series (
  year INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,            -- zaak.identificatie
  product TEXT NOT NULL,
  channel TEXT NOT NULL,                  -- digital, phone, desk, post
  language TEXT NOT NULL,                 -- of the letters
  received_at INTEGER NOT NULL,
  received_day INTEGER NOT NULL,          -- zaak.registratiedatum and startdatum
  promise_version INTEGER NOT NULL,
  promised_day INTEGER NOT NULL,          -- zaak.einddatumGepland
  promised_why_nl TEXT NOT NULL,
  promised_why_en TEXT NOT NULL,
  legal_day INTEGER NOT NULL,             -- zaak.uiterlijkeEinddatumAfdoening
  extended INTEGER NOT NULL DEFAULT 0,    -- zaak.verlenging
  extension_reason TEXT NOT NULL DEFAULT '',
  suspended_since INTEGER,                -- day; zaak.opschorting
  status_code TEXT NOT NULL,
  result_code TEXT,
  closed_at INTEGER,
  closed_day INTEGER,                     -- zaak.einddatum
  archive_nomination TEXT,                -- zaak.archiefnominatie
  archive_day INTEGER,                    -- zaak.archiefactiedatum
  confidentiality TEXT NOT NULL,
  confidentiality_rank INTEGER NOT NULL,
  person_id TEXT,                         -- the initiator, for whom it is; empty for anonymous
  handler_id TEXT,
  area TEXT NOT NULL DEFAULT '',          -- neighbourhood, when the answers hold a place
  answers TEXT NOT NULL,                  -- JSON: what was asked and answered; zaakeigenschappen
  contact TEXT NOT NULL,                  -- JSON: name, email, phone as given with this case
  version INTEGER NOT NULL DEFAULT 1      -- optimistic lock
) STRICT;
CREATE INDEX cases_by_person ON cases(person_id, received_at);
CREATE INDEX cases_open_by_promise ON cases(promised_day) WHERE closed_at IS NULL;
CREATE INDEX cases_by_handler ON cases(handler_id) WHERE closed_at IS NULL;

CREATE TABLE case_status (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  code TEXT NOT NULL,
  at INTEGER NOT NULL,
  set_by TEXT NOT NULL
) STRICT;
CREATE INDEX case_status_by_case ON case_status(case_id);

CREATE TABLE case_role (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  kind TEXT NOT NULL,                     -- initiator, representative, handler, adviser
  person_id TEXT,
  staff_id TEXT
) STRICT;
CREATE INDEX case_role_by_case ON case_role(case_id);
CREATE INDEX case_role_by_person ON case_role(person_id);

CREATE TABLE case_suspension (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  from_day INTEGER NOT NULL,
  until_day INTEGER,                      -- none while it lasts
  ground TEXT NOT NULL
) STRICT;
CREATE INDEX case_suspension_by_case ON case_suspension(case_id);

CREATE TABLE case_request (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  question TEXT NOT NULL,                 -- personal content: may be erased
  slots TEXT NOT NULL,                    -- JSON list of slot codes
  asked_at INTEGER NOT NULL,
  answer_by INTEGER NOT NULL,             -- day
  answered_at INTEGER,
  answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX case_request_by_case ON case_request(case_id);

CREATE TABLE document (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  origin TEXT NOT NULL,                   -- resident, municipality
  slot TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX document_by_case ON document(case_id);

CREATE TABLE decision (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  result_code TEXT NOT NULL,
  reasons TEXT NOT NULL,                  -- the motivated text
  decided_at INTEGER NOT NULL,
  decided_by TEXT NOT NULL,
  published_day INTEGER NOT NULL,         -- the day it was made known
  objection_until INTEGER,                -- last day for an objection, Awb 6:7 and 6:8
  objection_why_nl TEXT NOT NULL DEFAULT '',
  objection_why_en TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX decision_by_case ON decision(case_id);

CREATE TABLE case_note (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  staff_id TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX case_note_by_case ON case_note(case_id);
