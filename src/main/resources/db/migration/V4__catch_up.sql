-- A platform that does not tell again what was said while nobody listened is read after each start.
-- A row stands while that reading has not come to its end, however many processes begin with it.
CREATE TABLE catch_ups (
  platform TEXT   NOT NULL PRIMARY KEY,
  since    BIGINT NOT NULL
);
