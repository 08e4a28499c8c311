package dev.sightline.sim.model;

import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A picture or video as a provider received it.
///
/// @param url the link as it was sent; absent for a data URI
/// @param type the claimed content type of a data URI, or the type the bytes behind a link came
///   with; absent when the link was not followed
/// @param bytes what the model looked at; absent when the link was not followed
public record SeenMedia(
    Kind kind, @Nullable String url, @Nullable String type, @Nullable ByteString bytes) {

  /// What the ask called it.
  public enum Kind {
    IMAGE,
    VIDEO
  }
}
