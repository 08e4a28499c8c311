package dev.sightline.media;

/// The kinds of video that can be told from their first bytes.
public enum VideoType {
  MP4("video/mp4", "mp4", true),
  MOV("video/quicktime", "mov", true),
  WEBM("video/webm", "webm", true),
  MPEG("video/mpeg", "mpeg", true),
  MKV("video/x-matroska", "mkv", false),
  AVI("video/x-msvideo", "avi", false);

  private final String mediaType;
  private final String extension;
  private final boolean takenByModels;

  VideoType(String mediaType, String extension, boolean takenByModels) {
    this.mediaType = mediaType;
    this.extension = extension;
    this.takenByModels = takenByModels;
  }

  /// Such as `video/mp4`.
  public String mediaType() {
    return mediaType;
  }

  /// Without a dot, such as `mp4`.
  public String extension() {
    return extension;
  }

  /// Whether it is one of the four containers that fal's and OpenRouter's video routes take
  /// (https://fal.ai/models/openrouter/router/video/api, read 2026-08-02).
  public boolean isTakenByModels() {
    return takenByModels;
  }
}
