-- The first table of declarations was never written to. Each version of what the desk says of a set, with who made it,
-- who confirmed each column and who agreed; nothing of it is ever changed.
DROP TABLE opendata_declaration;
CREATE TABLE opendata_declaration (
  dataset TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  confirmed TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  approved_by TEXT NOT NULL,
  approved_at BIGINT NOT NULL,
  PRIMARY KEY (dataset, version)
);
-- What is being said of a set, until a second person agrees.
CREATE TABLE opendata_draft (
  dataset TEXT PRIMARY KEY,
  content TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
