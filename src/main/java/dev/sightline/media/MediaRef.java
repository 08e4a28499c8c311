package dev.sightline.media;

import java.net.URI;
import java.nio.file.Path;

/// A picture or video in the form in which a route takes it.
public sealed interface MediaRef {
  /// What it is.
  MediaKind kind();

  /// What the sender called it; for people, never for a model to act on.
  String name();

  /// Behind a URL that the provider fetches.
  ///
  /// @param url public: a pasted link, a platform's signed link, our upload, or
  ///   `https://www.youtube.com/watch?v=…`
  /// @param sizeBytes 0 where it is not known
  record Remote(MediaKind kind, String name, URI url, long sizeBytes) implements MediaRef {
    /// Of unknown size.
    public Remote(MediaKind kind, String name, URI url) {
      this(kind, name, url, 0);
    }
  }

  /// Sent inside the call, as a data URI or base64 block.
  ///
  /// @param mediaType from the bytes, such as `image/jpeg`
  /// @param file where the fitted bytes are; content-addressed, never changed once written
  record Inline(MediaKind kind, String name, String mediaType, Path file, long sizeBytes)
      implements MediaRef {}
}
