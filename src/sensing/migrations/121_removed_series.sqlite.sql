-- Series that were removed. Their values may still be in the lake, and nobody may see them any more.
CREATE TABLE removed_series (
  id INTEGER PRIMARY KEY
) STRICT;
