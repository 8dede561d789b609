-- A rule on a series, and where its alarm stands. The row of the state is changed in the transaction that puts the notice
-- in the outbox, so a notice leaves once and no more.
CREATE TABLE alarm_rule (
  id BIGINT PRIMARY KEY,
  series_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  side TEXT NOT NULL,                    -- above, below
  raise_at DOUBLE PRECISION NOT NULL,
  clear_at DOUBLE PRECISION NOT NULL,
  hold_s BIGINT NOT NULL,                -- beyond the limit for so long before it is an alarm
  quiet_s BIGINT NOT NULL,               -- no second notice within this time of the last
  notify TEXT NOT NULL,                  -- mail address of a role
  enabled BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX alarm_rule_by_series ON alarm_rule(series_id);

CREATE TABLE alarm_state (
  rule_id BIGINT PRIMARY KEY REFERENCES alarm_rule(id),
  raised BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,            -- time of the measurement that changed it; microseconds
  noticed_us BIGINT NOT NULL             -- time of the measurement of the last notice, 0: never
);
