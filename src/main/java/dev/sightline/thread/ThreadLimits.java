package dev.sightline.thread;

import dev.sightline.limit.CallLimit;
import java.time.Duration;
import java.util.List;

/// What a platform allows in one thread.
///
/// @param scope whose calls are weighed against each other: all that share a limit, such as a
///   workspace or a bot
/// @param pageChars longest page, as [ThreadWriter#lengthOf] counts
/// @param places all limits that making the place counts against
/// @param posts all limits that a new message counts against
/// @param edits all limits that an edit counts against while the message grows
/// @param finals all limits that the edit to the final text counts against
/// @param editInterval least time between two edits of one message while it grows
/// @param pageTime longest time that a message should go on growing
public record ThreadLimits(
    String scope,
    int pageChars,
    List<CallLimit> places,
    List<CallLimit> posts,
    List<CallLimit> edits,
    List<CallLimit> finals,
    Duration editInterval,
    Duration pageTime) {
  /// Where a message may go on growing for as long as an answer takes.
  public static final Duration ANY_TIME = Duration.ofDays(1);

  public ThreadLimits {
    places = List.copyOf(places);
    posts = List.copyOf(posts);
    edits = List.copyOf(edits);
    finals = List.copyOf(finals);
  }

  /// Limits where the place is there already, and all edits are alike.
  public static ThreadLimits of(
      String scope,
      int pageChars,
      List<CallLimit> posts,
      List<CallLimit> edits,
      Duration editInterval) {
    return new ThreadLimits(
        scope, pageChars, List.of(), posts, edits, edits, editInterval, ANY_TIME);
  }
}
