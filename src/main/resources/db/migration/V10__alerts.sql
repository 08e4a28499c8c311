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
