package dev.sightline.media;

import java.util.Map;

/// Where ffmpeg and ffprobe are, and how they are started.
///
/// @param ffmpeg the program's path
/// @param ffprobe the program's path
/// @param environment all that the programs need of one
/// @param version such as `8.0.1`
/// @param isOurs whether they came with this bot rather than with the system
record FfmpegHome(
    String ffmpeg,
    String ffprobe,
    Map<String, String> environment,
    String version,
    boolean isOurs) {

  FfmpegHome {
    environment = Map.copyOf(environment);
  }
}
