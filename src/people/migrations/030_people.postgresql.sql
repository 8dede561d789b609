CREATE TABLE person (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,              -- natural, organisation
  bsn TEXT UNIQUE,
  kvk TEXT UNIQUE,
  pseudonym TEXT UNIQUE,           -- SHA-256 of means and subject, for who logs in without BSN (eHerkenning)
  name TEXT NOT NULL,
  birth_day BIGINT,
  address TEXT NOT NULL DEFAULT '', -- JSON object, empty when unknown
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT 'nl',
  created_at BIGINT NOT NULL
);

CREATE TABLE representation (
  id TEXT PRIMARY KEY,
  representative_id TEXT NOT NULL REFERENCES person(id),
  represented_id TEXT NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL,              -- voluntary, legal, company
  ground TEXT NOT NULL DEFAULT '',
  valid_from BIGINT NOT NULL,     -- day
  valid_until BIGINT,             -- first day it no longer counts
  created_at BIGINT NOT NULL
);
CREATE INDEX representation_by_representative ON representation(representative_id);
CREATE INDEX representation_by_represented ON representation(represented_id);

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL UNIQUE,    -- sub of the staff's OpenID provider
  name TEXT NOT NULL,
  roles TEXT NOT NULL,             -- separated by spaces
  seen_at BIGINT NOT NULL
);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,     -- SHA-256 of the cookie; the cookie itself is never stored
  previous_hash TEXT,              -- of the cookie before the last rotation
  previous_until BIGINT,          -- empty until the new cookie is seen; then a few seconds later
  kind TEXT NOT NULL,              -- resident, staff
  person_id TEXT REFERENCES person(id),
  concerned_id TEXT REFERENCES person(id),
  staff_id TEXT REFERENCES staff(id),
  level BIGINT NOT NULL,
  means TEXT NOT NULL,             -- digid, eherkenning, staff
  csrf TEXT NOT NULL,              -- what form tokens are bound to; outlives rotation, changes with whom somebody acts for
  created_at BIGINT NOT NULL,
  rotated_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
CREATE INDEX session_by_seen ON session(seen_at);
CREATE INDEX session_by_previous ON session(previous_hash);

CREATE TABLE login_attempt (
  state TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  nonce TEXT NOT NULL,
  verifier TEXT NOT NULL,          -- PKCE, RFC 7636
  browser_hash TEXT NOT NULL,      -- ties the answer to the browser that asked
  return_to TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX login_attempt_by_age ON login_attempt(created_at);
