package dev.sightline.ask;

import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Entry;
import dev.sightline.ledger.Hold;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.Medium;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.PriceBook;
import dev.sightline.ledger.Warning;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Prompt;
import dev.sightline.route.RouteClient;
import dev.sightline.route.Turn;
import dev.sightline.route.Usage;
import dev.sightline.stream.AnswerStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The money of one ask, from its hold to its end: settled if the call cost or may have cost
/// something, released if not.
///
/// What it cost is weighed first and booked by [#end], so that it can be written down in between.
final class Settlement {
  private final Ledger ledger;
  private final PriceBook prices;
  private Hold hold;
  private @Nullable ModelRoute route;
  private long promptChars;
  private @Nullable Charge charge;
  private final List<Beside> beside = new ArrayList<>();
  private List<Warning> warnings;
  private List<Booked> booked = List.of();
  private boolean isUnderWay;
  private boolean isWeighed;
  private boolean isEnded;

  Settlement(Ledger ledger, PriceBook prices, Hold hold) {
    this.ledger = ledger;
    this.prices = prices;
    this.hold = hold;
    this.warnings = hold.warnings();
  }

  /// A call that was made beside the one whose answer counts, and cost something.
  private record Beside(@Nullable RouteClient client, String callId, Charge charge) {}

  /// What a call cost, as it stands in the ledger.
  ///
  /// @param client whom to ask for a better figure; null for nobody
  /// @param callId the provider's own id of the call; empty where it gave none
  record Booked(Entry entry, @Nullable RouteClient client, String callId) {}

  /// Sets more aside where the route to be called needs more than is held, as one that takes over
  /// may, or one that watches what turned out to be long.
  ///
  /// @throws OverBudget if that is too much for one of the limits; what was held still is
  void reserve(NanoUsd estimate, Medium medium) throws OverBudget {
    if (estimate.compareTo(hold.estimate()) > 0) {
      hold = ledger.adjust(hold, estimate, medium);
      warnings = hold.warnings();
    }
  }

  /// Sets aside what one call more may cost, beside the one under way.
  ///
  /// @throws OverBudget as above
  void reserveBeside(NanoUsd estimate, Medium medium) throws OverBudget {
    hold = ledger.adjustIfRoom(hold, hold.estimate().plus(estimate), medium);
  }

  /// From now on the call may cost something.
  void calling(ModelRoute called, Prompt prompt) {
    route = called;
    isUnderWay = true;
    promptChars = charsOf(prompt);
  }

  /// Length of all text of a prompt.
  static long charsOf(Prompt prompt) {
    return prompt.system().length()
        + prompt.question().length()
        + prompt.earlier().stream().map(Turn::text).mapToLong(String::length).sum();
  }

  /// The call was not made, or has failed: what comes of the ask until the next call costs nothing
  /// more.
  void failedCall() {
    isUnderWay = false;
  }

  /// What is answered from memory costs nothing.
  ///
  /// @param model the model that gave the answer at its time
  void remembered(ModelRoute of, String model) {
    route = of;
    isWeighed = true;
    charge =
        new Charge(of.name(), of.provider(), model, Usage.UNKNOWN, NanoUsd.ZERO, Charge.Basis.FREE);
  }

  /// Length of all text that the call sends.
  long promptChars() {
    return promptChars;
  }

  /// Weighs a call that gave a whole answer.
  void answered(AnswerStream answer) {
    weigh(answer, true);
  }

  /// Weighs an ask that was stopped. Where that was in the middle of a call, providers bill for
  /// what they did until then, some for more (facts of OpenRouter's documentation on cancelling,
  /// read 2026-08-22); else as one that failed.
  void stopped(AnswerStream answer) {
    if (isUnderWay) {
      weigh(answer, true);
    } else {
      failed(answer);
    }
  }

  /// Weighs a call that failed: it cost something if the provider named a cost or began to answer,
  /// else nothing, because providers do not bill for calls they refuse.
  void failed(AnswerStream answer) {
    boolean isUsed = !answer.usage().equals(Usage.UNKNOWN) || !answer.text().isEmpty();
    weigh(answer, route != null && isUsed);
  }

  /// Weighs a call that was made beside, is over and cost something.
  void beside(Contender call) {
    Charge cost =
        prices.charge(
            call.ready().route(),
            call.model(),
            call.usage(),
            charsOf(call.ready().prompt()),
            call.chars());
    beside.add(new Beside(call.choice.client(), call.callId(), cost));
  }

  /// What the calls cost, first the one whose answer it is; empty where none was made or they cost
  /// nothing.
  List<Charge> charges() {
    return Stream.concat(Stream.ofNullable(charge), beside.stream().map(Beside::charge)).toList();
  }

  /// The route that was called; null if none was.
  @Nullable ModelRoute route() {
    return route;
  }

  private void weigh(AnswerStream answer, boolean isUsed) {
    if (isWeighed) {
      return;
    }
    isWeighed = true;
    if (!isUsed) {
      return;
    }
    ModelRoute called = route;
    if (called == null) {
      throw new IllegalStateException("no call was made for hold " + hold.id());
    }
    String model = answer.model().isEmpty() ? called.model() : answer.model();
    charge = prices.charge(called, model, answer.usage(), promptChars, answer.text().length());
  }

  /// Whether a limit is so nearly reached that the cheapest route shall answer.
  boolean isForTheCheapest() {
    return warnings.stream()
        .anyMatch(warning -> warning.limit().atWarning() == Budget.AtWarning.CHEAPER_ROUTE);
  }

  /// What stands under the answer, with a line for each limit that is nearly reached.
  String notice(String otherwise) {
    return Stream.concat(
            Stream.of(otherwise).filter(text -> !text.isEmpty()),
            warnings.stream().map(Warning::words))
        .collect(Collectors.joining("\n"));
  }

  /// Books what was weighed, once.
  ///
  /// @param course of the ask
  /// @return what stands in the ledger; empty where it cost nothing
  List<Booked> end(Course course) {
    if (!isEnded) {
      booked = book(course);
      isEnded = true;
    }
    return booked;
  }

  private List<Booked> book(Course course) {
    List<Beside> calls = new ArrayList<>(beside);
    if (charge != null) {
      calls.addFirst(new Beside(course.client, course.answer.callId(), charge));
    }
    if (calls.isEmpty()) {
      ledger.release(hold);
      return List.of();
    }
    List<Entry> entries = ledger.settle(hold, calls.stream().map(Beside::charge).toList());
    return IntStream.range(0, entries.size())
        .mapToObj(
            part -> new Booked(entries.get(part), calls.get(part).client, calls.get(part).callId))
        .toList();
  }
}
