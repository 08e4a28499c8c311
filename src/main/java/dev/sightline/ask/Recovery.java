package dev.sightline.ask;

import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Entry;
import dev.sightline.ledger.Footer;
import dev.sightline.ledger.Hold;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.PriceBook;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Usage;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.Button;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what a dead process left: as it was about to end where that was written down, else as
/// interrupted. Each step may be cut off again, and is then done by the next process.
///
/// Safe for all asks.
public final class Recovery {
  /// What stands under an answer that ends in the middle.
  static final String NOTICE = "Interrupted, because I was restarted. Please ask again.";

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /// How often an ask is run before it counts as what kills the process; our own choice.
  private static final int MOST_RUNS = 5;

  private final Ledger ledger;
  private final PriceBook prices;
  private final RouteTable routes;
  private final EditPacer pacer;
  private final Journal journal;
  private final InstantSource time;
  private final Corrections corrections;
  private final Offers offers;

  /// Over the same journal and ledger as the line.
  public Recovery(
      Ledger ledger,
      PriceBook prices,
      RouteTable routes,
      EditPacer pacer,
      Journal journal,
      Corrections corrections,
      InstantSource time) {
    this.ledger = ledger;
    this.prices = prices;
    this.routes = routes;
    this.pacer = pacer;
    this.journal = journal;
    this.corrections = corrections;
    this.offers = new Offers(routes, journal.buttons());
    this.time = time;
  }

  /// Whether nothing was charged yet, so that the ask is run as if it came now; what may stand of
  /// its answer are words about the wait, which the answer takes the place of.
  static boolean isRunAgain(Interrupted left) {
    return left.call() == null
        && left.conclusion() == null
        && left.question() != null
        && left.runs() < MOST_RUNS;
  }

  /// Whether a paid call was made whose answer waits at its provider, so that the ask is run as if
  /// it came now, but fetches that answer instead of making the call again.
  boolean isGoneOnWith(Interrupted left) {
    Interrupted.StartedCall call = left.call();
    String callId = call == null ? null : call.callId();
    return call != null
        && callId != null
        && left.second() == null
        && left.conclusion() == null
        && left.question() != null
        && left.text().isEmpty()
        && left.runs() < MOST_RUNS
        && routes.named(call.route()).filter(one -> one.client().canResume(callId)).isPresent();
  }

  /// Counts: the ask is about to go on. What is held for its call stays so.
  void goOn(Interrupted left) {
    journal.runAgain(left.id());
    LOG.info("ask {} of a process that is gone goes on with its call", left.id().value());
  }

  /// Gives back what the dead process held, and counts: the ask is about to be run again.
  void runAgain(Interrupted left) {
    journal.runAgain(left.id());
    ledger.holdOf(left.id()).ifPresent(ledger::release);
  }

  /// Settles and shows.
  ///
  /// @param place where its answer goes; null where there is no such place any more
  AskState end(Interrupted left, @Nullable ThreadWriter place) {
    Conclusion known = left.conclusion();
    Optional<Hold> hold = ledger.holdOf(left.id());
    Conclusion conclusion = known == null ? interrupted(left, hold.isPresent(), place) : known;
    if (known == null) {
      journal.concluded(left.id(), conclusion);
    }
    List<Charge> charges = conclusion.charges();
    if (hold.isPresent() && !charges.isEmpty()) {
      ledger.settle(hold.get(), charges).forEach(entry -> correctLater(left, entry));
    } else {
      hold.ifPresent(ledger::release);
    }
    if (charges.isEmpty()) {
      journal.videoDays().forget(left.id());
    }
    LOG.info("ask {} of a process that is gone ends as {}", left.id().value(), conclusion.state());
    if (place == null || !conclusion.isShown() || show(left, place, conclusion)) {
      journal.ended(
          left.id(),
          conclusion.state(),
          charges.isEmpty() ? null : charges.getFirst().route(),
          charges.isEmpty() ? null : charges.getFirst().model());
    }
    return conclusion.state();
  }

  private boolean show(Interrupted left, ThreadWriter place, Conclusion conclusion) {
    AnswerDraft draft = new AnswerDraft(journal.pages(), left.id());
    ThreadWriter writer = draft.over(place, left.posted(), left.isPostInDoubt());
    AnswerStream answer = new AnswerStream(writer, pacer, draft::posted);
    answer.accept(new AnswerEvent.Text(left.text()));
    return AskFlow.show(left.id(), answer, conclusion);
  }

  private Conclusion interrupted(Interrupted left, boolean isHeld, @Nullable ThreadWriter place) {
    List<Charge> charges = isHeld ? charges(left) : List.of();
    Duration took = Duration.between(left.started(), time.instant());
    String footer = charges.isEmpty() ? "" : Footer.of(charges.reversed(), took, ledger.currency());
    List<Button> buttons = place == null ? List.of() : offers.afterRestart(left.id(), place);
    return new Conclusion(AskState.INTERRUPTED, NOTICE, footer, charges, buttons, true);
  }

  /// What the calls cost that may have been made, estimated from the text that came back.
  private List<Charge> charges(Interrupted left) {
    return left.calls().stream()
        .map(call -> charge(left, call, call.equals(left.call()) ? left.text().length() : 0))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Charge> charge(Interrupted left, Interrupted.StartedCall call, long chars) {
    Optional<ModelRoute> called = routes.named(call.route()).map(RouteTable.Choice::route);
    if (called.isEmpty()) {
      LOG.warn(
          "what ask {} cost is not known: the route {} is not there any more",
          left.id().value(),
          call.route());
    }
    return called.map(
        route -> prices.charge(route, route.model(), Usage.UNKNOWN, call.promptChars(), chars));
  }

  private void correctLater(Interrupted left, Entry booked) {
    Charge charge = booked.charge();
    Optional<String> callId =
        left.calls().stream()
            .filter(call -> call.route().equals(charge.route()))
            .flatMap(call -> Stream.ofNullable(call.callId()))
            .findFirst();
    if (callId.isPresent() && charge.isEstimated()) {
      routes
          .named(charge.route())
          .ifPresent(choice -> corrections.later(choice.client(), callId.get(), booked));
    }
  }
}
