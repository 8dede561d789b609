-- Other organisations that a case waits for, or waited for.
CREATE TABLE case_partner (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  partner TEXT NOT NULL,                  -- a code of cases/partners.h
  asked_at INTEGER NOT NULL,
  answered_at INTEGER                       -- none while we wait
) STRICT;
CREATE INDEX case_partner_by_case ON case_partner(case_id);

-- Terms of residents that run on because of an outage (Awb section 2.3).
CREATE TABLE case_term_moved (
  outage_id TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES cases(id),
  term TEXT NOT NULL,                     -- answer, objection
  was_day INTEGER NOT NULL,
  until_day INTEGER NOT NULL,
  PRIMARY KEY (outage_id, case_id, term, was_day)
) STRICT;
