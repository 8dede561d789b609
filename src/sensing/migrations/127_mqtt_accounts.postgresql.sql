-- What a device may do at the broker: publish what one thing measures. Of the password only a hash is kept, in the form
-- that the broker wants.
CREATE TABLE sensing_mqtt_account (
  name TEXT PRIMARY KEY,
  thing BIGINT NOT NULL REFERENCES thing(id),
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX sensing_mqtt_account_thing ON sensing_mqtt_account(thing);
