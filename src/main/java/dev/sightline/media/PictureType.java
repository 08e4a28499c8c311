package dev.sightline.media;

/// The kinds of picture that can be read here.
public enum PictureType {
  JPEG("image/jpeg", "jpg"),
  PNG("image/png", "png"),
  GIF("image/gif", "gif"),
  WEBP("image/webp", "webp"),
  BMP("image/bmp", "bmp"),
  TIFF("image/tiff", "tif"),
  HEIC("image/heic", "heic"),
  AVIF("image/avif", "avif"),
  /// Its pages are the pictures.
  PDF("application/pdf", "pdf");

  private final String mediaType;
  private final String extension;

  PictureType(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  /// Such as `image/png`.
  public String mediaType() {
    return mediaType;
  }

  /// Whether ffmpeg decodes it.
  boolean isHeif() {
    return this == HEIC || this == AVIF;
  }

  /// Without a dot, such as `png`.
  public String extension() {
    return extension;
  }
}
