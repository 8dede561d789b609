-- Keys of data owners. Of the key itself only the hash is kept: who reads this table cannot use one.
CREATE TABLE supplier_key (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,             -- SHA-256 of the key, hexadecimal
  owner TEXT NOT NULL,            -- part of the organisation, as declarations name it
  purpose TEXT NOT NULL,          -- which program uses it
  scopes TEXT NOT NULL,           -- words with spaces between
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  until_day BIGINT NOT NULL,      -- the last day it works
  revoked_at BIGINT
);
CREATE UNIQUE INDEX supplier_key_hash ON supplier_key (hash);
-- Sets that an owner describes by program; what is open of them stands in their declaration.
CREATE TABLE supplier_set (
  dataset TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  title TEXT NOT NULL,
  notes TEXT NOT NULL,
  licence TEXT NOT NULL,
  tags TEXT NOT NULL,             -- JSON list
  key_columns TEXT NOT NULL,      -- JSON list: what tells rows apart
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  removed_at BIGINT
);
