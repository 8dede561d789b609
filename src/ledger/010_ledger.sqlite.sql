CREATE TABLE ledger_event (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  acting TEXT NOT NULL,
  concerned TEXT NOT NULL,
  facts TEXT NOT NULL,
  content_hash BLOB,           -- of the personal part; NULL when there was none
  leaf BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_event_subject ON ledger_event (subject, seq);
CREATE INDEX ledger_event_concerned ON ledger_event (concerned, seq) WHERE concerned <> '';

CREATE TABLE ledger_personal (
  seq INTEGER PRIMARY KEY REFERENCES ledger_event (seq),
  salt BLOB NOT NULL,
  content TEXT NOT NULL
) STRICT;

-- Hashes of complete subtrees of two leaves and more; leaves are in ledger_event.
CREATE TABLE ledger_node (
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_head (
  size INTEGER PRIMARY KEY,
  root BLOB NOT NULL,
  at INTEGER NOT NULL,
  signature BLOB NOT NULL
) STRICT;
