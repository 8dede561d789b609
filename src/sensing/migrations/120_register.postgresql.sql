-- The register of what is measured (OGC 18-088 clause 8.2). Text compares by its bytes, so that both engines sort alike.
-- Numbers of rows are given out here and never again: a value in the lake must not end up at another series.
CREATE TABLE sensing_number (
  kind TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);

CREATE TABLE thing (
  id BIGINT PRIMARY KEY,
  key TEXT UNIQUE,                        -- of the door that brought it; NULL when it came through SensorThings
  name TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  properties TEXT,                        -- JSON object
  owner TEXT COLLATE "C",                 -- who it belongs to: an opaque identifier
  created_at BIGINT NOT NULL
);

CREATE TABLE location (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  encoding_type TEXT COLLATE "C" NOT NULL,
  location TEXT NOT NULL,                 -- JSON
  properties TEXT,
  feature BIGINT,                         -- the feature of interest that was made from it
  created_at BIGINT NOT NULL
);
CREATE TABLE thing_location (
  thing BIGINT NOT NULL REFERENCES thing(id),
  location BIGINT NOT NULL REFERENCES location(id),
  PRIMARY KEY (thing, location)
);
CREATE INDEX thing_location_back ON thing_location(location);

CREATE TABLE historical_location (
  id BIGINT PRIMARY KEY,
  thing BIGINT NOT NULL REFERENCES thing(id),
  time BIGINT NOT NULL,                   -- microseconds
  created_at BIGINT NOT NULL
);
CREATE INDEX historical_location_thing ON historical_location(thing, time);
CREATE TABLE historical_location_location (
  historical_location BIGINT NOT NULL REFERENCES historical_location(id),
  location BIGINT NOT NULL REFERENCES location(id),
  PRIMARY KEY (historical_location, location)
);
CREATE INDEX historical_location_location_back ON historical_location_location(location);

CREATE TABLE sensor (
  id BIGINT PRIMARY KEY,
  key TEXT UNIQUE,
  name TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  encoding_type TEXT COLLATE "C" NOT NULL,
  metadata TEXT NOT NULL,                 -- JSON
  properties TEXT,
  created_at BIGINT NOT NULL
);

CREATE TABLE observed_property (
  id BIGINT PRIMARY KEY,
  key TEXT UNIQUE,
  name TEXT COLLATE "C" NOT NULL,
  definition TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  properties TEXT,
  created_at BIGINT NOT NULL
);

CREATE TABLE feature_of_interest (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  encoding_type TEXT COLLATE "C" NOT NULL,
  feature TEXT NOT NULL,                  -- JSON
  properties TEXT,
  created_at BIGINT NOT NULL
);

-- A series of the lake: a Datastream, or with is_multi a MultiDatastream.
CREATE TABLE datastream (
  id BIGINT PRIMARY KEY,
  key TEXT UNIQUE,
  is_multi BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  observation_type TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,         -- measurement, count, category, truth, text, json
  unit TEXT NOT NULL,                     -- JSON: {name, symbol, definition}; of a MultiDatastream an array of these
  unit_symbol TEXT COLLATE "C" NOT NULL,
  parts TEXT,                             -- JSON array: the observation types of a MultiDatastream
  properties TEXT,
  thing BIGINT NOT NULL REFERENCES thing(id),
  sensor BIGINT NOT NULL REFERENCES sensor(id),
  observed_property BIGINT REFERENCES observed_property(id),  -- NULL for a MultiDatastream
  feature BIGINT REFERENCES feature_of_interest(id),          -- what feature 0 of its observations means
  zone TEXT COLLATE "C" NOT NULL,
  retention TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  licence TEXT COLLATE "C" NOT NULL,
  owner TEXT COLLATE "C",
  exposure TEXT COLLATE "C" NOT NULL,     -- inside, open
  rule_min DOUBLE PRECISION,
  rule_max DOUBLE PRECISION,
  capacity DOUBLE PRECISION,
  max_step_per_hour DOUBLE PRECISION,
  expected_every BIGINT,                  -- seconds
  frozen_after BIGINT,                    -- seconds
  created_at BIGINT NOT NULL
);
CREATE INDEX datastream_thing ON datastream(thing);
CREATE INDEX datastream_sensor ON datastream(sensor);
CREATE INDEX datastream_property_one ON datastream(observed_property);
CREATE INDEX datastream_feature_one ON datastream(feature);

-- What the parts of a MultiDatastream measure, in order.
CREATE TABLE datastream_property (
  datastream BIGINT NOT NULL REFERENCES datastream(id),
  position BIGINT NOT NULL,
  observed_property BIGINT NOT NULL REFERENCES observed_property(id),
  PRIMARY KEY (datastream, position)
);
CREATE INDEX datastream_property_back ON datastream_property(observed_property);

-- Features that observations of a series are about.
CREATE TABLE datastream_feature (
  datastream BIGINT NOT NULL REFERENCES datastream(id),
  feature BIGINT NOT NULL REFERENCES feature_of_interest(id),
  PRIMARY KEY (datastream, feature)
);
CREATE INDEX datastream_feature_back ON datastream_feature(feature);

-- The right of another system to read or write. Of the token only a hash is kept.
CREATE TABLE sensing_credential (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  thing BIGINT REFERENCES thing(id),      -- NULL: everything
  may_write BIGINT NOT NULL,
  ends_at BIGINT,                         -- milliseconds
  created_at BIGINT NOT NULL
);
