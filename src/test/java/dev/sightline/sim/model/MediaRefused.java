package dev.sightline.sim.model;

/// A picture or video the provider cannot take.
public final class MediaRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final Why why;

  public MediaRefused(Why why, String message) {
    super(message);
    this.why = why;
  }

  public Why why() {
    return why;
  }

  /// What is wrong with it.
  public enum Why {
    /// Neither an http(s) link nor a data URI.
    NOT_A_URL,
    /// A data URI that is not strict base64, or is empty.
    BAD_DATA_URI,
    /// The service does not take this kind of file.
    UNSUPPORTED_TYPE,
    /// The bytes are not of the type claimed.
    WRONG_BYTES,
    /// The link could not be downloaded.
    DOWNLOAD_FAILED,
    /// A link to YouTube that is not `https://www.youtube.com/watch?v=` and 11 characters.
    BAD_YOUTUBE_LINK
  }
}
