-- Runs on SQLite and on PostgreSQL. Money is whole nano-dollars, a time is milliseconds since 1970.

CREATE TABLE asks (
  id               TEXT   NOT NULL PRIMARY KEY,
  platform         TEXT   NOT NULL,
  event_id         TEXT   NOT NULL,
  workspace        TEXT   NOT NULL,
  channel          TEXT   NOT NULL,
  thread           TEXT   NOT NULL,
  person_workspace TEXT   NOT NULL,
  person_id        TEXT   NOT NULL,
  person_name      TEXT   NOT NULL,
  state            TEXT   NOT NULL,
  process          TEXT   NOT NULL,
  started          BIGINT NOT NULL,
  ended            BIGINT,
  route            TEXT,
  model            TEXT,
  UNIQUE (platform, event_id)
);
CREATE INDEX asks_by_state ON asks (state, started);
CREATE INDEX asks_by_age ON asks (started);

CREATE TABLE answer_messages (
  ask_id     TEXT   NOT NULL REFERENCES asks (id) ON DELETE CASCADE,
  page       BIGINT NOT NULL,
  channel    TEXT   NOT NULL,
  message_id TEXT   NOT NULL,
  PRIMARY KEY (ask_id, page)
);

CREATE TABLE holds (
  id               TEXT   NOT NULL PRIMARY KEY,
  ask_id           TEXT   NOT NULL,
  platform         TEXT   NOT NULL,
  workspace        TEXT   NOT NULL,
  channel          TEXT   NOT NULL,
  thread           TEXT   NOT NULL,
  person_workspace TEXT   NOT NULL,
  person_id        TEXT   NOT NULL,
  person_name      TEXT   NOT NULL,
  nanos            BIGINT NOT NULL,
  expires          BIGINT NOT NULL
);

-- Only ever added to. `settles` is the hold, or in a correction the entry that it replaces; either
-- happens once, which is what the unique pair says.
CREATE TABLE entries (
  id                TEXT   NOT NULL PRIMARY KEY,
  settles           TEXT   NOT NULL,
  part              BIGINT NOT NULL,
  ask_id            TEXT   NOT NULL,
  kind              TEXT   NOT NULL,
  at                BIGINT NOT NULL,
  platform          TEXT   NOT NULL,
  workspace         TEXT   NOT NULL,
  channel           TEXT   NOT NULL,
  person_id         TEXT   NOT NULL,
  person_name       TEXT   NOT NULL,
  route             TEXT   NOT NULL,
  provider          TEXT   NOT NULL,
  model             TEXT   NOT NULL,
  prompt_tokens     BIGINT,
  completion_tokens BIGINT,
  nanos             BIGINT NOT NULL,
  basis             TEXT   NOT NULL,
  UNIQUE (settles, part)
);
CREATE INDEX entries_by_time ON entries (at);
CREATE INDEX entries_by_person ON entries (platform, person_id, at);
CREATE INDEX entries_by_workspace ON entries (platform, workspace, at);

CREATE TABLE turns (
  platform  TEXT   NOT NULL,
  workspace TEXT   NOT NULL,
  channel   TEXT   NOT NULL,
  thread    TEXT   NOT NULL,
  seq       BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  at        BIGINT NOT NULL,
  role      TEXT   NOT NULL,
  text      TEXT   NOT NULL,
  media     TEXT   NOT NULL,
  PRIMARY KEY (platform, workspace, channel, thread, seq)
);
CREATE INDEX turns_by_age ON turns (at);
CREATE INDEX turns_by_person ON turns (platform, person_id);
