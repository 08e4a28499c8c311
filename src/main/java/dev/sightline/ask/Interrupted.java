package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.thread.Posted;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An ask whose process ended before it did, and how far it had come.
///
/// @param address where its answer goes, as [dev.sightline.thread.ThreadWriter#address] said
/// @param runs how often it was run so far
/// @param question the event to run again; null where it was not kept
/// @param call the paid call that may have been made; null where none was
/// @param second one more that may have been made beside it; null where none was
/// @param conclusion how it was about to end; null where it was not yet
/// @param text of the answer so far
/// @param posted the messages of the answer so far, in the order of its pages; may be empty
/// @param isPostInDoubt whether one more was on its way to the platform
public record Interrupted(
    AskId id,
    EventKey event,
    PersonRef person,
    ThreadRef thread,
    Instant started,
    String address,
    int runs,
    @Nullable ChatEvent question,
    @Nullable StartedCall call,
    @Nullable StartedCall second,
    @Nullable Conclusion conclusion,
    String text,
    List<Posted> posted,
    boolean isPostInDoubt) {
  public Interrupted {
    posted = List.copyOf(posted);
  }

  /// The paid calls that may have been made, first the one whose answer it is.
  List<StartedCall> calls() {
    return Stream.of(call, second).flatMap(Stream::ofNullable).toList();
  }

  /// A paid call that may have been made.
  ///
  /// @param route the name of the route
  /// @param promptChars length of all text that was sent
  /// @param callId by which the provider tells later what it cost; null where it does not
  record StartedCall(String route, long promptChars, @Nullable String callId) {}
}
