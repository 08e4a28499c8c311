package dev.sightline.ask;

import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Entry;
import dev.sightline.ledger.Hold;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.PriceBook;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Prompt;
import dev.sightline.route.Turn;
import dev.sightline.route.Usage;
import dev.sightline.stream.AnswerStream;
import org.jspecify.annotations.Nullable;

/// The money of one ask, from its hold to its end: settled if the call cost or may have cost
/// something, released if not.
final class Settlement {
  private final Ledger ledger;
  private final PriceBook prices;
  private final Hold hold;
  private @Nullable ModelRoute route;
  private long promptChars;
  private @Nullable Entry entry;
  private boolean isEnded;

  Settlement(Ledger ledger, PriceBook prices, Hold hold) {
    this.ledger = ledger;
    this.prices = prices;
    this.hold = hold;
  }

  /// From now on the call may cost something.
  void calling(ModelRoute called, Prompt prompt) {
    route = called;
    promptChars =
        prompt.system().length()
            + prompt.question().length()
            + prompt.earlier().stream().map(Turn::text).mapToLong(String::length).sum();
  }

  /// Settles a call that gave a whole answer.
  Charge answered(AnswerStream answer) {
    return settled(answer);
  }

  /// Settles a call that was stopped in the middle: providers bill for what they did until then,
  /// some for more (facts of OpenRouter's documentation on cancelling, read 2026-08-22).
  void stopped(AnswerStream answer) {
    if (isEnded) {
      return;
    }
    if (route == null) {
      release();
    } else {
      settled(answer);
    }
  }

  /// Ends the money of a call that failed: settled if the provider named a cost or began to answer,
  /// else released, because providers do not bill for calls they refuse.
  void failed(AnswerStream answer) {
    if (isEnded) {
      return;
    }
    boolean isUsed = !answer.usage().equals(Usage.UNKNOWN) || !answer.text().isEmpty();
    if (route != null && isUsed) {
      settled(answer);
    } else {
      release();
    }
  }

  /// What it cost; null while that is open, and where nothing was called.
  @Nullable Charge charge() {
    return entry == null ? null : entry.charge();
  }

  /// Puts the provider's own figure, which came later, in the place of an estimate.
  void correct(Usage late) {
    Entry made = entry;
    if (made != null && late.costUsd() != null) {
      ledger.correct(made, NanoUsd.ofUsd(late.costUsd()));
    }
  }

  /// The route that was called; null if none was.
  @Nullable ModelRoute route() {
    return route;
  }

  private Charge settled(AnswerStream answer) {
    ModelRoute called = route;
    if (called == null) {
      throw new IllegalStateException("no call was made for hold " + hold.id());
    }
    String model = answer.model().isEmpty() ? called.model() : answer.model();
    Charge made = prices.charge(called, model, answer.usage(), promptChars, answer.text().length());
    entry = ledger.settle(hold, made);
    isEnded = true;
    return made;
  }

  private void release() {
    ledger.release(hold);
    isEnded = true;
  }
}
