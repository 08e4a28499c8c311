package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.thread.Posted;
import java.time.Instant;
import java.util.List;

/// An ask whose process ended before it did.
///
/// @param posted the messages of the answer so far, in the order of its pages; may be empty
public record Interrupted(
    AskId id,
    EventKey event,
    PersonRef person,
    ThreadRef thread,
    Instant started,
    List<Posted> posted) {
  public Interrupted {
    posted = List.copyOf(posted);
  }
}
