package dev.sightline.thread;

import dev.sightline.limit.CallLimit;
import java.time.Duration;
import java.util.List;

/// What a platform allows in one thread.
///
/// @param pageChars longest page, as [ThreadWriter#lengthOf] counts
/// @param posts all limits that a new message counts against
/// @param edits all limits that an edit counts against
/// @param editInterval least time between two edits of one message while it grows
public record ThreadLimits(
    int pageChars, List<CallLimit> posts, List<CallLimit> edits, Duration editInterval) {
  public ThreadLimits {
    posts = List.copyOf(posts);
    edits = List.copyOf(edits);
  }
}
