-- What channels are called, for lists that admins see; those of direct and group messages, whose
-- names tell who is in them, are not here.
CREATE TABLE channels (
  platform TEXT NOT NULL,
  channel  TEXT NOT NULL,
  name     TEXT NOT NULL,
  PRIMARY KEY (platform, channel)
);
