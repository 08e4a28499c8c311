-- What was uploaded to a provider's storage, so that the same bytes are not uploaded again while the
-- upload lives, also after a restart. Nothing here tells whose they were.
CREATE TABLE uploads (
  provider TEXT   NOT NULL,
  content  TEXT   NOT NULL, -- SHA-256 of the bytes, and their media type
  url      TEXT   NOT NULL,
  until    BIGINT NOT NULL, -- used again before this; milliseconds since 1970
  PRIMARY KEY (provider, content)
);
CREATE INDEX uploads_by_end ON uploads (until);
