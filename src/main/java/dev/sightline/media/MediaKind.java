package dev.sightline.media;

/// What a model has to be able to take.
public enum MediaKind {
  IMAGE,
  VIDEO,
  /// A link to a video on YouTube, which some models open themselves.
  YOUTUBE
}
