package dev.sightline.event;

/// Where people talk to Sightline.
public enum Platform {
  SLACK,
  DISCORD,
  WEB,
  TERMINAL
}
