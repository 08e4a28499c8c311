package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Erasure;
import dev.sightline.ledger.Identities.Identity;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `forget me` and `forget me yes`: erases what is kept of a person.
final class ForgetOrder {
  private static final Logger LOG = LoggerFactory.getLogger(ForgetOrder.class);

  /// How long answers under way have to end; our own choice.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String BUSY =
      "An answer of yours has not ended yet, so nothing was erased. Please say it again in a minute.";

  private final Erasure erasure;
  private final Traces traces;
  private final ThreadLanes lanes;
  private final Conversations conversations;
  private final MediaCleaning media;

  ForgetOrder(
      Erasure erasure,
      Traces traces,
      ThreadLanes lanes,
      Conversations conversations,
      MediaCleaning media) {
    this.erasure = erasure;
    this.traces = traces;
    this.lanes = lanes;
    this.conversations = conversations;
    this.media = media;
  }

  String carryOut(PersonRef person, List<String> words) throws InterruptedException {
    List<Identity> identities = erasure.identities(person);
    boolean isMeant = words.size() == 1 && words.getFirst().equalsIgnoreCase("yes");
    return isMeant ? forget(person, identities) : warning(person, identities);
  }

  private static String warning(PersonRef person, List<Identity> identities) {
    String also =
        identities.stream()
            .skip(1)
            .map(other ->
                "You are linked, so that goes for **%s** on %s too. "
                    .formatted(other.name(), other.platform().title()))
            .collect(Collectors.joining());
    return """
    I will erase what you asked and what I answered, what you asked about, your ratings and links, and end the answers \
    under way. %sI cannot bring it back. What stands in %s stays there; you can delete it there. What you spent stays in \
    the sums, without your name.
    To have it done: %s
    """
        .formatted(
            also,
            person.platform().title(),
            person.platform() == Platform.DISCORD
                ? "`/forget confirm:yes`"
                : "`/sightline forget me yes`")
        .strip();
  }

  private String forget(PersonRef person, List<Identity> identities) throws InterruptedException {
    if (!lanes.stopAll(traces.running(identities), person.name(), PATIENCE)
        || !traces.running(identities).isEmpty()) {
      return BUSY;
    }
    var renamed = erasure.forget(identities);
    if (renamed.isEmpty()) {
      return BUSY;
    }
    Traces.Erased erased =
        renamed.get().stream()
            .map(traces::erase)
            .reduce(new Traces.Erased(0, 0), Traces.Erased::plus);
    traces.wipe();
    conversations.forgetKnown();
    LOG.info("somebody was forgotten: {} questions, {} turns", erased.questions(), erased.turns());
    return said(person, erased, media.sweep());
  }

  private static String said(PersonRef person, Traces.Erased erased, boolean isMediaGone) {
    return """
    You are forgotten.
    - Erased: %s, %s of conversations, what was answered from memory, your ratings, buttons and links.
    - Files you asked about: %s
    - Kept: what you spent, without your name, because the sums have to add up. For %d days a fingerprint ties it to \
    you, so that nobody's budget is full again by being forgotten; then it is nobody's. A limit that an admin set for \
    you stays theirs.
    - What stands in %s stays there until you delete it there, and what models were sent is with their providers.
    """
        .formatted(
            counted(erased.questions(), "question"),
            counted(erased.turns(), "turn"),
            isMediaGone
                ? "erased."
                : "erased as soon as answers to others that run right now have ended.",
            Erasure.TIED.toDays(),
            person.platform().title())
        .strip();
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
