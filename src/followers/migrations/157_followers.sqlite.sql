-- Who wants mail about a set. The address is personal data: it stands here, and goes with the row.
CREATE TABLE follower (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL,
  mail TEXT NOT NULL,
  language TEXT NOT NULL,
  code TEXT NOT NULL,             -- in the links of the mails
  asked_at BIGINT NOT NULL,
  confirmed_at BIGINT,            -- without it nothing but the question itself is sent
  told_release BIGINT NOT NULL,   -- the newest version that a mail told of
  told_withdrawn BIGINT NOT NULL  -- how many withdrawals mails told of
);
CREATE UNIQUE INDEX follower_code ON follower (code);
CREATE UNIQUE INDEX follower_once ON follower (dataset, mail);
