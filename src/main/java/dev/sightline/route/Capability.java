package dev.sightline.route;

/// What a route can take.
public enum Capability {
  TEXT,
  IMAGE,
  VIDEO,
  YOUTUBE
}
