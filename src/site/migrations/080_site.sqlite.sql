-- What people searched for and did not find: a to-do list for editors. Words only, never numbers; no visitor, no time of day.
CREATE TABLE search_miss (
  words TEXT NOT NULL,
  language TEXT NOT NULL,
  day INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (words, language, day)
) STRICT;
