-- A city has more than one division of its ground: neighbourhoods, districts, postcodes. Each list has a name and is
-- replaced as a whole; what was there before is the list of neighbourhoods.
CREATE TABLE sensing_listed_area (
  list TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  part_of TEXT NOT NULL,
  shape TEXT NOT NULL,
  PRIMARY KEY (list, code)
);
INSERT INTO sensing_listed_area (list, code, name, part_of, shape)
  SELECT 'buurten', code, name, part_of, shape FROM sensing_area;
DROP TABLE sensing_area;
