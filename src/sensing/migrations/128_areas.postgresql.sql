-- Neighbourhoods as the operator's file gave them; which of them a thing stands in is looked up, not kept.
CREATE TABLE sensing_area (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  part_of TEXT NOT NULL,
  shape TEXT NOT NULL
);
