-- What people can do with an answer: the question as it was asked, the buttons under its messages,
-- and what they think of it.

-- `origin` is the ask that this one repeats or continues, or itself. `after_seq` is the last turn of
-- the thread before the question, `answer_seq` the turn of the answer; null while there is none.
CREATE TABLE questions (
  ask_id     TEXT   NOT NULL PRIMARY KEY REFERENCES asks (id) ON DELETE CASCADE,
  origin     TEXT   NOT NULL,
  asked      TEXT   NOT NULL,
  after_seq  BIGINT,
  answer_seq BIGINT,
  is_edited  BIGINT NOT NULL
);
CREATE INDEX questions_by_origin ON questions (origin);

CREATE TABLE buttons (
  id     TEXT NOT NULL PRIMARY KEY,
  ask_id TEXT NOT NULL REFERENCES asks (id) ON DELETE CASCADE,
  kind   TEXT NOT NULL,
  label  TEXT NOT NULL,
  route  TEXT
);
CREATE INDEX buttons_by_ask ON buttons (ask_id);

CREATE TABLE feedback (
  ask_id    TEXT   NOT NULL REFERENCES asks (id) ON DELETE CASCADE,
  person_id TEXT   NOT NULL,
  is_good   BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (ask_id, person_id)
);

CREATE INDEX answer_messages_by_message ON answer_messages (message_id);
