package dev.sightline.media;

/// A picture whose bytes cannot be decoded.
final class DamagedPicture extends Exception {
  private static final long serialVersionUID = 1;

  DamagedPicture(String message, Throwable cause) {
    super(message, cause);
  }

  DamagedPicture(String message) {
    super(message);
  }
}
