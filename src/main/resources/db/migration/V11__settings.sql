-- What people set for themselves; null leaves it to the configuration. Where one person has several
-- identities, the row that was changed last holds for all of them.
CREATE TABLE settings (
  platform  TEXT   NOT NULL,
  person_id TEXT   NOT NULL,
  route     TEXT,
  reasoning TEXT,
  changed   BIGINT NOT NULL,
  PRIMARY KEY (platform, person_id)
);
