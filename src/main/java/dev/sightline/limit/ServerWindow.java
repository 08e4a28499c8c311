package dev.sightline.limit;

/// What a server said of one of its windows: they open with a call and all calls in them come back
/// at once. Times are of a clock like [System#nanoTime].
///
/// @param calls most calls in the window
/// @param remaining of these, when it said so
/// @param resetsFromNanos when all come back at the earliest: nobody knows how long the answer that
///   told it was on its way
/// @param resetsByNanos when they have come back at the latest
public record ServerWindow(int calls, int remaining, long resetsFromNanos, long resetsByNanos) {
  public ServerWindow {
    if (calls < 1 || remaining < 0 || resetsByNanos - resetsFromNanos < 0) {
      throw new IllegalArgumentException("calls: " + calls + ", remaining: " + remaining);
    }
  }
}
