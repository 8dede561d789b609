CREATE TABLE ledger_event (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  acting TEXT NOT NULL,
  concerned TEXT NOT NULL,
  facts TEXT NOT NULL,
  content_hash BYTEA,           -- of the personal part; NULL when there was none
  leaf BYTEA NOT NULL
);
CREATE INDEX ledger_event_subject ON ledger_event (subject, seq);
CREATE INDEX ledger_event_concerned ON ledger_event (concerned, seq) WHERE concerned <> '';

CREATE TABLE ledger_personal (
  seq BIGINT PRIMARY KEY REFERENCES ledger_event (seq),
  salt BYTEA NOT NULL,
  content TEXT NOT NULL
);

-- Hashes of complete subtrees of two leaves and more; leaves are in ledger_event.
CREATE TABLE ledger_node (
  level BIGINT NOT NULL,
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (level, position)
);

CREATE TABLE ledger_head (
  size BIGINT PRIMARY KEY,
  root BYTEA NOT NULL,
  at BIGINT NOT NULL,
  signature BYTEA NOT NULL
);
