package dev.sightline.sim.slack;

import java.time.Duration;

/// How the download of a private file answers a caller that may read it.
public sealed interface FileAnswer {
  record Whole() implements FileAnswer {}

  /// All bytes, evenly spread over this time.
  record Slow(Duration over) implements FileAnswer {}

  /// Only the first bytes of what `Content-Length` promised, then the connection breaks.
  record Truncated(int sentBytes) implements FileAnswer {}

  /// The first bytes, then silence for this long before the connection breaks.
  record Stalled(int sentBytes, Duration silence) implements FileAnswer {}

  /// The login page with 200, as for a scope added without reinstalling.
  record LoginPage() implements FileAnswer {}

  /// 302 to another host, which serves the bytes to anyone.
  record Elsewhere() implements FileAnswer {}

  /// An HTML page with this status: 404 and 410 for an expired file, 5xx.
  record Status(int status) implements FileAnswer {}
}
