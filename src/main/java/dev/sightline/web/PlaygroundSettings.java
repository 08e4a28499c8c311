package dev.sightline.web;

import java.nio.file.Path;

/// Where the playground listens, and what it takes.
///
/// @param host a name or address of this machine; other people reach it only if it is not loopback
/// @param port 0 for any free one
/// @param adminToken what people need to come in where others can reach the page; empty where only
///   this machine can
/// @param uploadFolder holds what people drop into the page for a day; made where it is missing
/// @param maxUploadBytes most bytes of all files of one ask together
public record PlaygroundSettings(
    String host, int port, String adminToken, Path uploadFolder, long maxUploadBytes) {
  public PlaygroundSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port);
    }
    if (maxUploadBytes < 1) {
      throw new IllegalArgumentException("maxUploadBytes: " + maxUploadBytes);
    }
  }

  @Override
  public String toString() {
    return "PlaygroundSettings[host=%s, port=%d, adminToken=%s, uploadFolder=%s, maxUploadBytes=%d]"
        .formatted(host, port, adminToken.isEmpty() ? "" : "***", uploadFolder, maxUploadBytes);
  }
}
