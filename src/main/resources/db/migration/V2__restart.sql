-- What a process needs to go on where another one died.

-- The event as EventJson writes it, and where its answer goes in the words of its surface.
ALTER TABLE asks ADD COLUMN event TEXT;
ALTER TABLE asks ADD COLUMN address TEXT;
-- How often it was run.
ALTER TABLE asks ADD COLUMN runs BIGINT NOT NULL DEFAULT 1;
-- Written before a paid call goes out: from then on it may cost something.
ALTER TABLE asks ADD COLUMN called_route TEXT;
ALTER TABLE asks ADD COLUMN prompt_chars BIGINT;
ALTER TABLE asks ADD COLUMN call_id TEXT;
-- How it ends, written before it is settled and shown.
ALTER TABLE asks ADD COLUMN conclusion TEXT;

-- The text of an answer so far, in pieces, each written before the platform shows it.
CREATE TABLE answer_pieces (
  ask_id TEXT   NOT NULL REFERENCES asks (id) ON DELETE CASCADE,
  seq    BIGINT NOT NULL,
  text   TEXT   NOT NULL,
  PRIMARY KEY (ask_id, seq)
);

-- What a platform told us and we acknowledged, until it is claimed or turns out not to be for us.
CREATE TABLE inbox (
  id       TEXT   NOT NULL PRIMARY KEY,
  platform TEXT   NOT NULL,
  body     TEXT   NOT NULL,
  at       BIGINT NOT NULL
);
