package dev.sightline.media;

import java.time.Duration;

/// What is known of a video before a model is paid to watch it.
///
/// @param name what the sender called it
/// @param length of what the model would see; zero where it is not known
/// @param sizeBytes as it came
/// @param tokens what a model that looks at every second of it counts, about
public record VideoPreview(String name, Duration length, long sizeBytes, long tokens) {
  /// Gemini's figures: a frame for each second, and the sound of it
  /// (https://ai.google.dev/gemini-api/docs/video-understanding, read 2026-08-02).
  private static final int FRAME_TOKENS = 258;

  private static final int SOUND_TOKENS = 32;

  static VideoPreview of(String name, VideoFacts facts, long sizeBytes, Duration maxLength) {
    Duration length = facts.duration().compareTo(maxLength) > 0 ? maxLength : facts.duration();
    long seconds = (length.toMillis() + 999) / 1000;
    int tokens = FRAME_TOKENS + (facts.sound().isPresent() ? SOUND_TOKENS : 0);
    return new VideoPreview(name, length, sizeBytes, seconds * tokens);
  }
}
