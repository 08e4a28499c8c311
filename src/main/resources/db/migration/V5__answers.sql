-- Answers about pictures and videos, to be given again to who asks the same of the same model about the same bytes.
CREATE TABLE answers (
  asked TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of all that decides on an answer, in hexadecimal
  model TEXT   NOT NULL,
  text  TEXT   NOT NULL,
  at    BIGINT NOT NULL              -- milliseconds since 1970
);
CREATE INDEX answers_at ON answers (at);
