package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.failure.AskFailure;
import dev.sightline.failure.FailureWords;
import dev.sightline.failure.MediaRejected;
import dev.sightline.failure.NeedsConsent;
import dev.sightline.failure.NotAllowed;
import dev.sightline.failure.OverBudget;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Footer;
import dev.sightline.ledger.Hold;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.PriceBook;
import dev.sightline.media.MediaPipeline;
import dev.sightline.media.MediaReport;
import dev.sightline.media.SharedLinks;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Turn;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.Button;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The line: an ask's money is held, its media fetched, a route called, its answer streamed into
/// the thread, and its cost settled in the ledger. Safe for all asks.
public final class AskFlow {
  private static final Logger LOG = LoggerFactory.getLogger(AskFlow.class);

  private final Ledger ledger;
  private final PriceBook prices;
  private final LinkedFiles linkedFiles;
  private final MediaPipeline media;
  private final RouteMoney money;
  private final RouteTries tries;
  private final EditPacer pacer;
  private final Conversations conversations;
  private final Journal journal;
  private final AskRules rules;
  private final Corrections corrections;
  private final Offers offers;
  private final InstantSource time;

  /// The steps of the line, in their order.
  public AskFlow(
      Ledger ledger,
      PriceBook prices,
      SharedLinks sharedLinks,
      MediaPipeline media,
      RouteTable routes,
      EditPacer pacer,
      Conversations conversations,
      Journal journal,
      Corrections corrections,
      AskRules rules,
      InstantSource time) {
    this.ledger = ledger;
    this.prices = prices;
    this.linkedFiles = new LinkedFiles(sharedLinks);
    this.media = media;
    this.pacer = pacer;
    this.conversations = conversations;
    this.journal = journal;
    this.corrections = corrections;
    this.rules = rules;
    this.offers = new Offers(routes, journal.buttons());
    RouteRights rights = new RouteRights(routes, rules);
    this.money =
        new RouteMoney(routes, media, ledger.forecast(prices, rules.hold()), rules, rights);
    this.tries =
        new RouteTries(
            routes,
            new RouteCalls(media, prices, journal, offers, rules, rights, ledger),
            journal,
            money,
            rules,
            rights);
    this.time = time;
  }

  /// Reads the question when its turn has come, so that it knows what was answered before.
  @FunctionalInterface
  interface Question {
    Ask read() throws MediaRejected, NotAllowed;
  }

  /// Takes on the part with which another route goes on where an answer broke off.
  @FunctionalInterface
  interface Onward {
    /// Returns as soon as it is in the journal.
    ///
    /// @throws ShuttingDown if nothing is taken any more
    void take(ChatEvent.Continue part);
  }

  /// Answers on the calling thread, and returns when the ask has ended visibly.
  AskState answer(AskId id, Question question, ThreadWriter place, StopSign stop, Onward onward) {
    return answer(id, question, place, null, stop, onward);
  }

  /// As [#answer(AskId, Question, ThreadWriter, StopSign, Onward)], where an earlier process began.
  ///
  /// @param left what it left: messages, and maybe a call whose answer is fetched instead of making
  ///   one; null where there was none
  AskState answer(
      AskId id,
      Question question,
      ThreadWriter place,
      @Nullable Interrupted left,
      StopSign stop,
      Onward onward) {
    AnswerDraft draft = new AnswerDraft(journal.pages(), id);
    ThreadWriter writer =
        left == null
            ? draft.over(place, List.of(), false)
            : draft.over(place, left.posted(), left.isPostInDoubt());
    AnswerStream answer = new AnswerStream(writer, pacer, draft::posted);
    Course course = new Course(id, draft, answer, time.instant());
    course.made = left == null ? null : left.call();
    try {
      Ask ask = linkedFiles.opened(question.read());
      course.ask = ask;
      writer.onStop(() -> stop.stop(StopSign.Cause.PERSON));
      writer.working();
      Settlement settlement = hold(ask, course.made != null);
      course.settlement = settlement;
      try (var _ = stop.listen()) {
        answer.offer(offers.whileGrowing(course));
        MediaReport report = media.read(ask.files(), ask.links(), answer::working);
        tries.answer(course, ask, report, settlement, stop);
      }
      settlement.answered(answer);
      boolean isCut = answer.ending() != AnswerEvent.Ending.COMPLETE;
      remember(course);
      Conclusion end =
          conclude(
              course,
              AskState.ANSWERED,
              settlement.notice(course.notice()),
              offers.atTheEnd(course, isCut),
              true);
      answer.finish(end.notice(), end.footer(), end.buttons());
      return ended(course, AskState.ANSWERED);
    } catch (InterruptedException e) {
      return stopped(course, stop);
    } catch (AskFailure failure) {
      return failed(course, failure, onward);
    } catch (RuntimeException e) {
      return broken(course, e);
    }
  }

  /// @param isMade whether an earlier process made the call: what it held is still held
  private Settlement hold(Ask ask, boolean isMade) throws OverBudget, NotAllowed {
    Optional<Hold> held = isMade ? ledger.holdOf(ask.id()) : Optional.empty();
    Hold hold =
        held.isPresent()
            ? held.get()
            : ledger.hold(
                ask.id(), ask.person(), ask.thread(), money.forecast(ask), RouteMoney.medium(ask));
    return new Settlement(ledger, prices, hold);
  }

  /// Writes down how the ask ends, and then books what it cost: whatever happens from now on, it
  /// ends so.
  ///
  /// @param isShown whether there is somebody to show it to
  private Conclusion conclude(
      Course course, AskState state, String notice, List<Button> buttons, boolean isShown) {
    Settlement settlement = course.settlement;
    List<Charge> charges = settlement == null ? List.of() : settlement.charges();
    Duration took = Duration.between(course.started, time.instant());
    String footer = charges.isEmpty() ? "" : Footer.of(charges.reversed(), took, ledger.currency());
    Conclusion end = new Conclusion(state, notice, footer, charges, buttons, isShown);
    if (charges.isEmpty() && rules.videos().perDay().isPositive()) {
      journal.videoDays().forget(course.id);
    }
    course.draft.save();
    journal.concluded(course.id, end);
    if (settlement != null) {
      corrections.later(settlement.end(course));
    }
    return end;
  }

  /// Keeps the question and what there is of its answer for the model to go on from.
  private void remember(Course course) {
    Ask ask = course.ask;
    Course.Seen seen = course.seen;
    if (ask == null || seen == null) {
      return;
    }
    long seq =
        conversations.add(
            ask.thread(),
            ask.person(),
            new Turn(Turn.Role.PERSON, ask.question(), seen.refs()),
            new Turn(Turn.Role.MODEL, course.answer.text(), List.of()));
    journal.questions().answeredAs(course.id, seq);
  }

  /// Where an answer broke off, its beginning is remembered.
  private void rememberCut(Course course) {
    if (!course.answer.text().isBlank()) {
      remember(course);
    }
  }

  /// Says something about an ask that has ended, as a message of its own.
  ///
  /// @throws PlatformRefused if the platform will not take it
  void say(AskId id, int page, ThreadWriter writer, String notice, List<Button> buttons)
      throws PlatformRefused, InterruptedException {
    new AnswerStream(writer, pacer, (_, posted) -> journal.posted(id, page, posted))
        .finish(notice, "", buttons);
  }

  private AskState stopped(Course course, StopSign stop) {
    if (course.settlement != null) {
      course.settlement.stopped(course.answer);
    }
    StopSign.Cause cause = stop.cause();
    Optional<PlatformRefused> refusal = course.answer.refusal();
    if (cause == StopSign.Cause.ANSWER_REFUSED && refusal.isPresent()) {
      return failed(course, refusal.get(), _ -> {});
    }
    LOG.info("ask {} stopped: {}", course.id.value(), cause);
    String notice = stop.words(rules.answerTime());
    if (cause != StopSign.Cause.QUESTION_DELETED) {
      rememberCut(course);
    }
    boolean isWatched = cause != StopSign.Cause.QUESTION_DELETED || course.answer.isBegun();
    boolean hasButtons = isWatched && cause != StopSign.Cause.QUESTION_DELETED;
    AskState state =
        cause == StopSign.Cause.SHUTTING_DOWN ? AskState.INTERRUPTED : AskState.STOPPED;
    return end(course, state, notice, hasButtons, isWatched);
  }

  private AskState failed(Course course, AskFailure failure, Onward onward) {
    if (course.settlement != null) {
      course.settlement.failed(course.answer);
    }
    log(course, failure);
    boolean isGone =
        failure instanceof PlatformRefused refused
            && refused.reason() == PlatformRefused.Reason.GONE;
    AskState state =
        switch (failure) {
          case MediaRejected _ -> AskState.BAD_INPUT;
          case NeedsConsent _, NotAllowed _, OverBudget _ -> AskState.REFUSED;
          case PlatformRefused _, RouteDown _, RouteRefused _ -> AskState.FAILED;
        };
    boolean hasButtons = !isGone && state == AskState.FAILED;
    if (hasButtons) {
      rememberCut(course);
    }
    String words = FailureWords.forPerson(failure) + goOn(course, onward);
    if (failure instanceof NeedsConsent) {
      return end(
          course, state, words + offers.withoutButtons(course), offers.goAhead(course), true);
    }
    return end(course, state, words, hasButtons, !isGone);
  }

  private static void log(Course course, AskFailure failure) {
    Ask ask = course.ask;
    if (failure instanceof NotAllowed refused && ask != null) {
      PersonRef person = ask.person();
      LOG.info(
          "ask {} of {} ({}) in {} is refused: {}",
          course.id.value(),
          person.id(),
          person.name(),
          ask.thread().channel(),
          refused.reason());
    } else {
      LOG.warn("ask {} failed: {}", course.id.value(), failure.getMessage());
    }
  }

  /// Lets another route go on, if there is one; in the journal before it is said.
  private static String goOn(Course course, Onward onward) {
    Ask ask = course.ask;
    String route = course.onward();
    if (ask == null || route == null) {
      return "";
    }
    EventKey key = new EventKey(ask.thread().platform(), "onward/" + course.id.value());
    try {
      onward.take(new ChatEvent.Continue(key, ask.person(), ask.thread(), course.id, route));
      return "\n%s goes on below.".formatted(route);
    } catch (ShuttingDown e) {
      return "";
    }
  }

  /// Something of ours broke, such as the store: the person is told, and what cannot be settled now
  /// is left to the next start, or to the lease of its hold.
  private AskState broken(Course course, RuntimeException cause) {
    LOG.error("ask {} broke", course.id.value(), cause);
    String notice =
        "Something in me broke. Please ask again; an admin finds the reason in the log.";
    try {
      if (course.settlement != null) {
        course.settlement.failed(course.answer);
      }
      return end(course, AskState.FAILED, notice, false, true);
    } catch (RuntimeException e) {
      LOG.error("ask {} could not be ended in the journal", course.id.value(), e);
      show(
          course.id,
          course.answer,
          new Conclusion(AskState.FAILED, notice, "", List.of(), List.of(), true));
      return AskState.FAILED;
    }
  }

  private AskState end(
      Course course, AskState state, String notice, boolean hasButtons, boolean isShown) {
    List<Button> buttons = hasButtons ? offers.atTheEnd(course, true) : List.of();
    return end(course, state, notice, buttons, isShown);
  }

  private AskState end(
      Course course, AskState state, String notice, List<Button> buttons, boolean isShown) {
    Conclusion end = conclude(course, state, notice, buttons, isShown);
    return !isShown || show(course.id, course.answer, end) ? ended(course, state) : state;
  }

  /// The last word on an ask that did not end well: under its text, or else in a message of its
  /// own. Where it cannot be shown either, the log has it.
  ///
  /// @return false if the bot stopped meanwhile: it is shown after its next start
  static boolean show(AskId id, AnswerStream answer, Conclusion end) {
    try {
      finish(answer, end);
    } catch (PlatformRefused refused) {
      LOG.warn(
          "ask {} could not be told \"{}\": {}", id.value(), end.notice(), refused.getMessage());
    } catch (InterruptedException e) {
      LOG.warn("ask {} was not told \"{}\" before the bot stopped", id.value(), end.notice());
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  private static void finish(AnswerStream answer, Conclusion end)
      throws PlatformRefused, InterruptedException {
    try {
      answer.finish(end.notice(), end.footer(), end.buttons());
    } catch (PlatformRefused refused) {
      if (refused.isForGood()) {
        throw refused;
      }
      answer.finishApart(end.notice(), end.footer(), end.buttons());
    }
  }

  private AskState ended(Course course, AskState state) {
    Settlement settlement = course.settlement;
    ModelRoute route = settlement == null ? null : settlement.route();
    List<Charge> charges = settlement == null ? List.of() : settlement.charges();
    journal.ended(
        course.id,
        state,
        route == null ? null : route.name(),
        charges.isEmpty() ? null : charges.getFirst().model());
    return state;
  }
}
