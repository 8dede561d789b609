-- Programs that are told of new versions and withdrawals of a set. The address may hold a secret of its owner.
CREATE TABLE hook (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,           -- signs what is sent to it, hexadecimal
  code TEXT NOT NULL,             -- of the link that stops it
  asked_at BIGINT NOT NULL,
  confirmed_at BIGINT,            -- without it nothing but the question itself is sent
  told_release BIGINT NOT NULL,   -- the newest version it was told of
  told_withdrawn BIGINT NOT NULL, -- how many withdrawals it was told of
  given_up BIGINT NOT NULL        -- messages in a row that did not arrive
);
CREATE UNIQUE INDEX hook_code ON hook (code);
CREATE UNIQUE INDEX hook_once ON hook (dataset, url);
