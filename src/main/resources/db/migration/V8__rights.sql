-- How much video models were given to watch for a person on a day. `day` counts days since 1970-01-01 in
-- the zone of the budgets; days that are over are deleted.
CREATE TABLE video_days (
  platform  TEXT   NOT NULL,
  person_id TEXT   NOT NULL,
  day       BIGINT NOT NULL,
  millis    BIGINT NOT NULL,
  PRIMARY KEY (platform, person_id, day)
);

-- What of it was for this ask; null where nothing counts.
ALTER TABLE asks ADD COLUMN video_day BIGINT;
ALTER TABLE asks ADD COLUMN video_millis BIGINT;

-- Ids of the user groups or roles that the person was in then and somebody had named, sorted, with a
-- blank between; tallies and held have a scope GROUP of them, whose `who` is PLATFORM/group.
ALTER TABLE holds ADD COLUMN group_ids TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN group_ids TEXT NOT NULL DEFAULT '';
