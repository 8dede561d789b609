-- What the owner says of a sensor: whose it is, what for, and until when. A sensor at a home has its exact place here and
-- nowhere else; the place of its thing is then a square of about a kilometre.
CREATE TABLE sensor_declaration (
  thing INTEGER PRIMARY KEY REFERENCES thing(id),
  owner_kind TEXT NOT NULL,            -- municipality, organisation, resident
  owner_name TEXT NOT NULL,            -- of an organisation; empty of a resident
  owner_person TEXT,                   -- the resident or organisation that may change it; never shown
  contact TEXT NOT NULL,               -- mail address of a role; empty of a resident
  purpose TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  leaves_device TEXT NOT NULL,
  dpia_url TEXT NOT NULL,
  starts_day INTEGER NOT NULL,
  ends_day INTEGER,
  place TEXT NOT NULL,                 -- exact, coarse
  exact_longitude REAL,
  exact_latitude REAL
) STRICT;
CREATE INDEX sensor_declaration_owner ON sensor_declaration(owner_person);
