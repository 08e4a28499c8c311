-- What admins are told without having asked. `id` says what it is about, so that it is told once;
-- `told` is set right before the platforms are asked to show it, and null until then.
CREATE TABLE alerts (
  id           TEXT   NOT NULL PRIMARY KEY,
  at           BIGINT NOT NULL,
  words        TEXT   NOT NULL,
  button_id    TEXT,
  button_label TEXT,
  told         BIGINT
);
CREATE INDEX alerts_by_told ON alerts (told, at);

-- Who spent many times what is usual for them, and waits for an admin. `scope` and `who` as in
-- tallies, `id` is what the admins' button says; `lifted` is null while the pause stands.
CREATE TABLE pauses (
  id        TEXT   NOT NULL PRIMARY KEY,
  scope     TEXT   NOT NULL,
  who       TEXT   NOT NULL,
  workspace TEXT   NOT NULL,
  name      TEXT   NOT NULL,
  words     TEXT   NOT NULL,
  at        BIGINT NOT NULL,
  lifted    BIGINT
);
CREATE UNIQUE INDEX pauses_standing ON pauses (scope, who) WHERE lifted IS NULL;

-- The provider's own ids of the calls that were made, also of those that gave no answer and were
-- followed by another: by them the provider tells what each cost.
CREATE TABLE calls (
  ask_id  TEXT   NOT NULL,
  call_id TEXT   NOT NULL,
  route   TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ask_id, call_id)
);
CREATE INDEX calls_by_time ON calls (at);
INSERT INTO calls (ask_id, call_id, route, at)
  SELECT id, call_id, called_route, started FROM asks
  WHERE call_id IS NOT NULL AND called_route IS NOT NULL;
