-- Releases that the ledger told of, until the public store has them; with the declaration they were judged with, to judge
-- them again by newer rules.
CREATE TABLE opendata_announced (
  ledger_seq BIGINT PRIMARY KEY,
  dataset TEXT NOT NULL,
  record TEXT NOT NULL,
  judged TEXT NOT NULL,
  state TEXT NOT NULL
);
CREATE INDEX opendata_announced_waiting ON opendata_announced (state, ledger_seq);
-- Withdrawals that the ledger tells of, until the public store has them.
CREATE TABLE opendata_withdrawal (
  ledger_seq BIGINT PRIMARY KEY,
  record TEXT NOT NULL,
  state TEXT NOT NULL
);
CREATE INDEX opendata_withdrawal_waiting ON opendata_withdrawal (state, ledger_seq);
-- Sets of which a release was taken back: they do not refresh by themselves until somebody offered them again.
CREATE TABLE opendata_held (
  dataset TEXT PRIMARY KEY,
  since BIGINT NOT NULL
);
-- The last judgement of each set: rules and counts, never a value of the data.
CREATE TABLE opendata_judgement (
  dataset TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  cell_count BIGINT NOT NULL,
  findings TEXT NOT NULL,
  flaws TEXT NOT NULL,
  proposal TEXT NOT NULL
);
-- What an employee agreed to do to the rows before they are judged.
CREATE TABLE opendata_changes (
  dataset TEXT PRIMARY KEY,
  changes TEXT NOT NULL,
  confirmed_by TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL
);
-- Declarations that employees saved for files they brought.
CREATE TABLE opendata_declaration (
  dataset TEXT PRIMARY KEY,
  content TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at BIGINT NOT NULL
);
-- Systems that hear of a withdrawal.
CREATE TABLE opendata_subscriber (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL,
  url TEXT NOT NULL,
  since BIGINT NOT NULL
);
CREATE INDEX opendata_subscriber_dataset ON opendata_subscriber (dataset);
