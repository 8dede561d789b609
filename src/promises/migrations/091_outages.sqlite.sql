-- Outages of channels: written down once, never changed but for their end; each also stands in the ledger.
CREATE TABLE outage (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER,                      -- none while it lasts
  evidence TEXT NOT NULL,              -- probe, gap (no probe could look), report (an employee wrote it down)
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outage_by_start ON outage(from_at);

-- What the program last saw of each channel it looks at.
CREATE TABLE channel_probe (
  channel TEXT PRIMARY KEY,
  ok_at INTEGER NOT NULL,              -- the last time it answered
  failures INTEGER NOT NULL            -- in a row since then
) STRICT;
