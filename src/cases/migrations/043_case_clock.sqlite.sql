-- What the legal clock of a case needs beside its dates: which rules counted, why, pauses on other grounds, notices of default.
CREATE TABLE case_clock (
  case_id TEXT PRIMARY KEY REFERENCES cases(id),
  rules TEXT NOT NULL,                    -- version of the rules the case is reckoned with, for good
  legal_start INTEGER,                    -- day the legal term counts from; none: the received day
  legal_why_nl TEXT NOT NULL,
  legal_why_en TEXT NOT NULL
) STRICT;

ALTER TABLE case_suspension ADD COLUMN reason TEXT NOT NULL DEFAULT '';  -- for the applicant; may be erased
ALTER TABLE case_suspension ADD COLUMN expected_until INTEGER;          -- day it runs again by itself, when agreed

CREATE TABLE default_notice (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases(id),
  received_day INTEGER NOT NULL,
  channel TEXT NOT NULL,                  -- digital, phone, desk, post
  due_day INTEGER NOT NULL,               -- last day of the two weeks
  pays_from INTEGER NOT NULL,
  exception TEXT,                         -- Awb 4:17 paragraph 6, when an employee found one
  exception_reason TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX default_notice_by_case ON default_notice(case_id);
