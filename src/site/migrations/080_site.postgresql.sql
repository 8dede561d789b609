-- What people searched for and did not find: a to-do list for editors. Words only, never numbers; no visitor, no time of day.
CREATE TABLE search_miss (
  words TEXT NOT NULL,
  language TEXT NOT NULL,
  day BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (words, language, day)
);
