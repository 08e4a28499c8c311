-- Sums that are kept beside the entries and the holds, changed in the same transaction as these, so
-- that nobody adds up entries while an ask waits. Ids stand in the keys, names do not.

-- What kind of thing was paid for: TEXT, IMAGE or VIDEO; UNKNOWN in entries of before.
ALTER TABLE holds ADD COLUMN medium TEXT NOT NULL DEFAULT 'UNKNOWN';
ALTER TABLE entries ADD COLUMN medium TEXT NOT NULL DEFAULT 'UNKNOWN';
-- What was held for the entry; null in corrections, in parts after the first, and of before.
ALTER TABLE entries ADD COLUMN held BIGINT;
CREATE INDEX entries_by_route ON entries (route, medium, at);

-- What was spent. `scope` says what counts together: PERSON, CHANNEL, WORKSPACE or TOTAL; `who` is
-- PLATFORM/person, PLATFORM/workspace/channel, PLATFORM/workspace, or empty. `span` is HOUR or DAY,
-- `start` when it began in the zone of roll_ups, in milliseconds since 1970.
CREATE TABLE tallies (
  scope TEXT   NOT NULL,
  who   TEXT   NOT NULL,
  span  TEXT   NOT NULL,
  start BIGINT NOT NULL,
  nanos BIGINT NOT NULL,
  asks  BIGINT NOT NULL,
  PRIMARY KEY (scope, who, span, start)
);
CREATE INDEX tallies_by_start ON tallies (start, span, scope);

-- What is held for asks under way, by scope and who as in tallies. On PostgreSQL its row is the lock
-- of all that counts together.
CREATE TABLE held (
  scope TEXT   NOT NULL,
  who   TEXT   NOT NULL,
  nanos BIGINT NOT NULL,
  holds BIGINT NOT NULL,
  PRIMARY KEY (scope, who)
);

-- The entries by day. `day` counts days since 1970-01-01 in the zone of roll_ups; an ask counts once,
-- on the day and with the model of its first charge.
CREATE TABLE usage_days (
  day               BIGINT NOT NULL,
  platform          TEXT   NOT NULL,
  workspace         TEXT   NOT NULL,
  channel           TEXT   NOT NULL,
  person_id         TEXT   NOT NULL,
  route             TEXT   NOT NULL,
  provider          TEXT   NOT NULL,
  model             TEXT   NOT NULL,
  medium            TEXT   NOT NULL,
  asks              BIGINT NOT NULL,
  prompt_tokens     BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  nanos             BIGINT NOT NULL,
  estimated_nanos   BIGINT NOT NULL,
  unpriced          BIGINT NOT NULL,
  PRIMARY KEY (day, platform, workspace, channel, person_id, route, provider, model, medium)
);
CREATE INDEX usage_days_by_person ON usage_days (platform, person_id, day);

-- The newest name of each who has an entry.
CREATE TABLE people (
  platform  TEXT NOT NULL,
  person_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  PRIMARY KEY (platform, person_id)
);

-- In which zone tallies and usage_days have their days, once they hold all entries: one row, or none.
CREATE TABLE roll_ups (
  id   BIGINT NOT NULL PRIMARY KEY,
  zone TEXT   NOT NULL,
  at   BIGINT NOT NULL
);

-- Limits that admins set while the bot runs; those of the configuration are not here. `only` are ids
-- with a blank between, empty for all; `warn_nanos` is null without a warning.
CREATE TABLE budgets (
  id         TEXT   NOT NULL PRIMARY KEY,
  counts_for TEXT   NOT NULL,
  per        TEXT   NOT NULL,
  only_ids   TEXT   NOT NULL,
  nanos      BIGINT NOT NULL,
  warn_nanos BIGINT,
  at_warning TEXT   NOT NULL,
  made       BIGINT NOT NULL
);

-- Who changed what, when. `was` is null for what is new, `became` for what is gone.
CREATE TABLE audit (
  id         TEXT   NOT NULL PRIMARY KEY,
  at         BIGINT NOT NULL,
  actor_id   TEXT   NOT NULL,
  actor_name TEXT   NOT NULL,
  what       TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  was        TEXT,
  became     TEXT
);
CREATE INDEX audit_by_time ON audit (at);
