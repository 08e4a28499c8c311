-- Who is one person with whom, what people may order to be forgotten, and what that leaves.

-- Two identities on two platforms that are one person: a row for each, and in both of them the one
-- of the two by which the person goes in lists. Entries and sums stay those of each identity, and
-- are added up where a limit or a report is about the person.
CREATE TABLE identities (
  platform       TEXT   NOT NULL,
  person_id      TEXT   NOT NULL,
  name           TEXT   NOT NULL,
  joint_platform TEXT   NOT NULL,
  joint_id       TEXT   NOT NULL,
  linked         BIGINT NOT NULL,
  PRIMARY KEY (platform, person_id)
);

-- Codes that people carry from one platform to the other. `hash` is SHA-256, in hexadecimal.
CREATE TABLE link_codes (
  hash        TEXT   NOT NULL PRIMARY KEY,
  platform    TEXT   NOT NULL,
  person_id   TEXT   NOT NULL,
  person_name TEXT   NOT NULL,
  expires     BIGINT NOT NULL,
  UNIQUE (platform, person_id)
);

-- When somebody entered a code, right or wrong.
CREATE TABLE link_tries (
  id        TEXT   NOT NULL PRIMARY KEY,
  platform  TEXT   NOT NULL,
  person_id TEXT   NOT NULL,
  at        BIGINT NOT NULL
);

-- Who was forgotten within the longest span of a budget, so that nobody's budget is full again by
-- being forgotten. `who_hash` is SHA-256 of the salt, which all rows share, and PLATFORM/person.
CREATE TABLE forgotten (
  pseudonym TEXT   NOT NULL PRIMARY KEY,
  platform  TEXT   NOT NULL,
  salt      TEXT   NOT NULL,
  who_hash  TEXT   NOT NULL,
  at        BIGINT NOT NULL
);

-- Whose answer is given again; it goes with the ask. Null in those of before.
ALTER TABLE answers ADD COLUMN ask_id TEXT REFERENCES asks (id) ON DELETE CASCADE;
