package dev.sightline.media;

/// A picture that could not be made ready.
final class NotDecoded extends Exception {
  private static final long serialVersionUID = 1;

  private final Why why;

  NotDecoded(Why why, String message, Throwable cause) {
    super(message, cause);
    this.why = why;
  }

  NotDecoded(Why why, String message) {
    super(message);
    this.why = why;
  }

  Why why() {
    return why;
  }

  /// What a person can be told about it.
  enum Why {
    /// Its bytes make no picture.
    DAMAGED,
    /// Not even the smallest version is within the route's bytes.
    NOT_SMALL_ENOUGH,
    /// It is larger than its format lets decoders take in one piece.
    ABOVE_LEVEL,
    /// It wants a password.
    LOCKED,
    /// It has more pixels inside than its header says, or than may be decoded.
    TOO_MANY_PIXELS,
    /// Decoding it took more memory than there is for one picture.
    TOO_MUCH_MEMORY,
    /// Decoding it took longer than a picture may.
    TOO_SLOW,
    /// The process that decoded it ended without a word.
    CRASHED,
    /// The result could not be written to disk.
    NOT_WRITTEN,
    /// The machine has no program that decodes it.
    NO_DECODER
  }
}
