-- The register of what is measured (OGC 18-088 clause 8.2). Text compares by its bytes, so that both engines sort alike.
-- Numbers of rows are given out here and never again: a value in the lake must not end up at another series.
CREATE TABLE sensing_number (
  kind TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  key TEXT UNIQUE,                        -- of the door that brought it; NULL when it came through SensorThings
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  properties TEXT,                        -- JSON object
  owner TEXT,                 -- who it belongs to: an opaque identifier
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE location (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  encoding_type TEXT NOT NULL,
  location TEXT NOT NULL,                 -- JSON
  properties TEXT,
  feature INTEGER,                         -- the feature of interest that was made from it
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE thing_location (
  thing INTEGER NOT NULL REFERENCES thing(id),
  location INTEGER NOT NULL REFERENCES location(id),
  PRIMARY KEY (thing, location)
) STRICT;
CREATE INDEX thing_location_back ON thing_location(location);

CREATE TABLE historical_location (
  id INTEGER PRIMARY KEY,
  thing INTEGER NOT NULL REFERENCES thing(id),
  time INTEGER NOT NULL,                   -- microseconds
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX historical_location_thing ON historical_location(thing, time);
CREATE TABLE historical_location_location (
  historical_location INTEGER NOT NULL REFERENCES historical_location(id),
  location INTEGER NOT NULL REFERENCES location(id),
  PRIMARY KEY (historical_location, location)
) STRICT;
CREATE INDEX historical_location_location_back ON historical_location_location(location);

CREATE TABLE sensor (
  id INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  encoding_type TEXT NOT NULL,
  metadata TEXT NOT NULL,                 -- JSON
  properties TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE observed_property (
  id INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  description TEXT NOT NULL,
  properties TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE feature_of_interest (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  encoding_type TEXT NOT NULL,
  feature TEXT NOT NULL,                  -- JSON
  properties TEXT,
  created_at INTEGER NOT NULL
) STRICT;

-- A series of the lake: a Datastream, or with is_multi a MultiDatastream.
CREATE TABLE datastream (
  id INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  is_multi INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  observation_type TEXT NOT NULL,
  kind TEXT NOT NULL,         -- measurement, count, category, truth, text, json
  unit TEXT NOT NULL,                     -- JSON: {name, symbol, definition}; of a MultiDatastream an array of these
  unit_symbol TEXT NOT NULL,
  parts TEXT,                             -- JSON array: the observation types of a MultiDatastream
  properties TEXT,
  thing INTEGER NOT NULL REFERENCES thing(id),
  sensor INTEGER NOT NULL REFERENCES sensor(id),
  observed_property INTEGER REFERENCES observed_property(id),  -- NULL for a MultiDatastream
  feature INTEGER REFERENCES feature_of_interest(id),          -- what feature 0 of its observations means
  zone TEXT NOT NULL,
  retention TEXT NOT NULL,
  source TEXT NOT NULL,
  licence TEXT NOT NULL,
  owner TEXT,
  exposure TEXT NOT NULL,     -- inside, open
  rule_min REAL,
  rule_max REAL,
  capacity REAL,
  max_step_per_hour REAL,
  expected_every INTEGER,                  -- seconds
  frozen_after INTEGER,                    -- seconds
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX datastream_thing ON datastream(thing);
CREATE INDEX datastream_sensor ON datastream(sensor);
CREATE INDEX datastream_property_one ON datastream(observed_property);
CREATE INDEX datastream_feature_one ON datastream(feature);

-- What the parts of a MultiDatastream measure, in order.
CREATE TABLE datastream_property (
  datastream INTEGER NOT NULL REFERENCES datastream(id),
  position INTEGER NOT NULL,
  observed_property INTEGER NOT NULL REFERENCES observed_property(id),
  PRIMARY KEY (datastream, position)
) STRICT;
CREATE INDEX datastream_property_back ON datastream_property(observed_property);

-- Features that observations of a series are about.
CREATE TABLE datastream_feature (
  datastream INTEGER NOT NULL REFERENCES datastream(id),
  feature INTEGER NOT NULL REFERENCES feature_of_interest(id),
  PRIMARY KEY (datastream, feature)
) STRICT;
CREATE INDEX datastream_feature_back ON datastream_feature(feature);

-- The right of another system to read or write. Of the token only a hash is kept.
CREATE TABLE sensing_credential (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  thing INTEGER REFERENCES thing(id),      -- NULL: everything
  may_write INTEGER NOT NULL,
  ends_at INTEGER,                         -- milliseconds
  created_at INTEGER NOT NULL
) STRICT;
