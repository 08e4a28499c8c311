package dev.sightline.ask;

import dev.sightline.ask.Buttons.Wanted;
import dev.sightline.ask.Questions.Question;
import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.failure.NotAllowed;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Pause;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people do with an answer: stop it, ask again, let it go on, rate it, change or delete the
/// question. Only who asked, or a moderator, may. Safe for all surfaces.
final class Controls {
  private static final Logger LOG = LoggerFactory.getLogger(Controls.class);

  private static final String DEAD =
      "This button does nothing any more, because I do not remember the question. Please ask again.";
  private static final String EDITED = "You changed your question.";

  /// Where the journal notes the message that offers to ask an edited question again: behind every
  /// page of the answer.
  private static final int OFFER_PAGE = 10_000;

  /// Tries of taking a message away.
  private static final int MAX_TRIES = 5;

  /// Together longer than a platform takes to answer a post; our own choice.
  private static final int MAX_LOOKS = 16;

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

  private final ThreadLanes lanes;
  private final AskFlow flow;
  private final Journal journal;
  private final Questions questions;
  private final Conversations conversations;

  Controls(ThreadLanes lanes, AskFlow flow, Journal journal, Conversations conversations) {
    this.lanes = lanes;
    this.flow = flow;
    this.journal = journal;
    this.questions = journal.questions();
    this.conversations = conversations;
  }

  /// Does what a button does.
  ///
  /// @return a sentence for the person who pressed; empty for none
  String pressed(ChatEvent.Pressed press, ThreadWriter writer) {
    Optional<Buttons.Found> button = journal.buttons().find(press.button());
    Optional<Question> found = button.flatMap(each -> questions.of(each.ask()));
    if (button.isEmpty() || found.isEmpty()) {
      return DEAD;
    }
    Question question = found.get();
    if (!mayPress(question, press.person(), press.isModerator())) {
      return refusal(question, press.person(), "press a button");
    }
    String route = button.get().route();
    return switch (button.get().kind()) {
      case STOP -> stop(question, press.person()) ? "" : "This answer has ended already.";
      case AGAIN, AGAIN_WITH ->
          anew(
              question,
              new ChatEvent.Again(
                  key(press), press.person(), question.thread(), question.id(), route),
              writer);
      case CONTINUE ->
          anew(
              question,
              new ChatEvent.Continue(
                  key(press), press.person(), question.thread(), question.id(), route),
              writer);
      case GOOD -> rate(question, press, true);
      case BAD -> rate(question, press, false);
      case LET_GO_ON -> DEAD;
    };
  }

  /// Another key than that of a message, so that the two never meet.
  private static EventKey key(ChatEvent.Pressed press) {
    return new EventKey(press.key().platform(), "press/" + press.key().id());
  }

  private static boolean mayPress(Question question, PersonRef person, boolean isModerator) {
    return isModerator || question.isBy(person);
  }

  private static String refusal(Question question, PersonRef person, String what) {
    LOG.info(
        "{} ({}) may not {} of ask {}, which is {}'s",
        person.id(),
        person.name(),
        what,
        question.id().value(),
        question.person().id());
    return "Only %s, who asked, or a moderator can do that.".formatted(question.person().name());
  }

  private boolean stop(Question question, PersonRef person) {
    return lanes.stop(question.id(), StopSign.Cause.PERSON, person.name());
  }

  /// One at a time: who presses twice is not charged twice.
  private String anew(Question question, ChatEvent event, ThreadWriter writer) {
    boolean isRunning =
        questions.family(question.origin()).stream().anyMatch(each -> lanes.isRunning(each.id()));
    if (isRunning) {
      return "I am answering it already.";
    }
    Optional<String> refusal =
        lanes.refusal(event).map(NotAllowed::reason).or(() -> noRoute(event));
    if (refusal.isPresent()) {
      lanes.refused(event, refusal.get());
      return refusal.get();
    }
    lanes.accept(event, writer);
    return "";
  }

  /// Why the route that a button names is not for who pressed it.
  private Optional<String> noRoute(ChatEvent event) {
    String route =
        switch (event) {
          case ChatEvent.Again again -> again.route();
          case ChatEvent.Continue more -> more.route();
          default -> null;
        };
    return route == null || lanes.mayUse(route, Standing.of(event))
        ? Optional.empty()
        : Optional.of(RouteRights.notFor(route));
  }

  private String rate(Question question, ChatEvent.Pressed press, boolean isGood) {
    questions.rate(question.id(), press.person(), isGood, press.at());
    return isGood ? "Thank you, noted: 👍" : "Thank you, noted: 👎";
  }

  /// Stops the answers that are meant.
  ///
  /// @return a sentence for the person who wants it to stop; empty for none
  String stop(ChatEvent.Stop stop) {
    List<Question> meant = meant(stop);
    if (meant.isEmpty()) {
      return stop.messageId() == null ? "I am not answering anything here." : "";
    }
    for (Question question : meant) {
      if (!mayPress(question, stop.person(), stop.isModerator())) {
        return refusal(question, stop.person(), "stop");
      }
    }
    meant.forEach(question -> stop(question, stop.person()));
    return "";
  }

  /// The running answers that are meant: that of the message; else those in the thread; else those
  /// that the person waits for in the channel.
  private List<Question> meant(ChatEvent.Stop stop) {
    String messageId = stop.messageId();
    if (messageId != null) {
      return signed(stop, messageId).filter(question -> lanes.isRunning(question.id())).stream()
          .toList();
    }
    List<Question> inThread = running(lanes.runningIn(stop.thread()));
    return inThread.isEmpty()
        ? running(lanes.runningInChannel(stop.thread())).stream()
            .filter(question -> question.isBy(stop.person()))
            .toList()
        : inThread;
  }

  /// The question of the message that a sign is on. Looks again for a moment while answers are
  /// under way: one can be seen before its platform has told its id.
  private Optional<Question> signed(ChatEvent.Stop stop, String messageId) {
    for (int looks = 1; ; looks++) {
      Optional<Question> found =
          questions
              .answeredBy(stop.key().platform(), stop.thread().channel(), messageId)
              .or(() -> questions.askedBy(stop.key()));
      if (found.isPresent() || !lanes.hasRunning() || looks == MAX_LOOKS) {
        return found;
      }
      try {
        Pause.SLEEP.sleep(LOOK_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return found;
      }
    }
  }

  private List<Question> running(List<AskId> asks) {
    return asks.stream().flatMap(ask -> questions.of(ask).stream()).toList();
  }

  /// Keeps the new words.
  ///
  /// @return the question, if it is to be offered to ask it again
  Optional<Question> edited(ChatEvent.Edited edit, ThreadWriter writer) {
    return questions
        .askedBy(edit.key())
        .filter(question -> !question.asked().written().text().equals(edit.said().text()))
        .filter(question -> questions.edited(question, question.asked().saying(edit.said())))
        .filter(question -> writer.hasButtons() && lanes.mayAsk(Standing.of(edit)));
  }

  /// Offers, once, to ask a changed question again; nothing is charged unasked.
  void offerAgain(Question question, ThreadWriter writer) throws InterruptedException {
    lanes.awaitEnd(question.id());
    try {
      flow.say(
          question.id(),
          OFFER_PAGE,
          writer,
          EDITED,
          journal.buttons().offer(question.id(), List.of(Wanted.ASK_AGAIN)));
    } catch (PlatformRefused refused) {
      LOG.info("ask {} not offered again: {}", question.id().value(), refused.getMessage());
    }
  }

  /// Stops the answers to the question, takes their messages away and forgets what was said.
  void deleted(ChatEvent.Deleted deletion, ThreadWriter writer) throws InterruptedException {
    Question question = questions.askedBy(deletion.key()).orElse(null);
    if (question == null) {
      return;
    }
    for (Question each : questions.family(question.origin())) {
      lanes.stop(each.id(), StopSign.Cause.QUESTION_DELETED, "");
      lanes.awaitEnd(each.id());
      for (Posted message : questions.messages(each.id())) {
        delete(each.id(), message, writer);
      }
      Long answer = each.answerSeq();
      if (answer != null) {
        conversations.remove(each.thread(), answer);
      }
    }
  }

  private static void delete(AskId ask, Posted message, ThreadWriter writer)
      throws InterruptedException {
    for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
      try {
        writer.delete(message);
        return;
      } catch (Throttled throttled) {
        Pause.SLEEP.sleep(throttled.retryAfter());
      } catch (PlatformRefused refused) {
        LOG.warn("a message of ask {} stays: {}", ask.value(), refused.getMessage());
        return;
      }
    }
    LOG.warn("a message of ask {} stays: told to wait {} times", ask.value(), MAX_TRIES);
  }
}
