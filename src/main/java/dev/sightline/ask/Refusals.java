package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.ThreadWriter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends asks that nobody had the right to begin: in the journal, in the log, and with a sentence
/// for the person. Whoever may not ask cannot make the bot noisy either: the person alone is told
/// where the platform can do that, and else all who read, now and then. Safe for all asks.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final AskFlow flow;
  private final Journal journal;

  Refusals(AskFlow flow, Journal journal) {
    this.flow = flow;
    this.journal = journal;
  }

  /// Ends an ask that was claimed, and tells the person.
  AskState refuse(AskId id, ChatEvent event, ThreadWriter writer, Admission.Refused refused) {
    boolean isShown = isWanted(event, refused);
    begin(id, event, refused.why().reason(), isShown);
    if (isShown) {
      tell(id, event, writer, refused);
    }
    return end(id);
  }

  /// Ends an ask that was claimed, and whose person was told.
  AskState refuse(AskId id, ChatEvent event, String why) {
    begin(id, event, why, false);
    return end(id);
  }

  private void begin(AskId id, ChatEvent event, String why, boolean isShown) {
    LOG.info(
        "ask {} of {} ({}) in {} is refused: {}",
        id.value(),
        event.person().id(),
        event.person().name(),
        event.thread().channel(),
        why);
    journal.concluded(id, new Conclusion(AskState.REFUSED, why, "", List.of(), List.of(), isShown));
  }

  private AskState end(AskId id) {
    journal.ended(id, AskState.REFUSED, null, null);
    return AskState.REFUSED;
  }

  /// What nobody asked in words is not answered with a refusal, and what was not said to the bot
  /// not every time.
  private static boolean isWanted(ChatEvent event, Admission.Refused refused) {
    return switch (event) {
      case ChatEvent.LinkPosted _ -> false;
      case ChatEvent.ThreadReply reply -> refused.mayBeSeen(reply.person());
      default -> true;
    };
  }

  private void tell(AskId id, ChatEvent event, ThreadWriter writer, Admission.Refused refused) {
    String sentence = refused.why().reason();
    try {
      boolean isTold = writer.tellAlone(event.person().id(), event.key().id(), sentence);
      if (!isTold
          && (Standing.of(event).isDirect()
              || event instanceof ChatEvent.ThreadReply
              || refused.mayBeSeen(event.person()))) {
        flow.say(id, 0, writer.aside(), sentence, List.of());
      }
    } catch (PlatformRefused | Throttled unsaid) {
      LOG.info("ask {}: its refusal was not said: {}", id.value(), unsaid.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
