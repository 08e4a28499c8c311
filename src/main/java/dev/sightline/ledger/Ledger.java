package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Usage;
import dev.sightline.store.GroupCommit;
import dev.sightline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Money before and after every paid call. A hold ends in one of three ways:
///
/// - [#settle] when the call was made, also when it failed or was stopped but cost something
/// - [#release] when it was not made or is known to have cost nothing
/// - [#expire] when its process died in between
///
/// Each of these is wholly in one transaction, which it shares with others that come at the same
/// time. Safe for all asks.
public final class Ledger {
  /// How long a hold stands without an end; far longer than any ask may take.
  public static final Duration HOLD_LEASE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Store store;
  private final GroupCommit<Booking> commits;
  private final InstantSource time;
  private final BudgetBook book;
  private final Budgets budgets;
  private final Identities identities;

  /// A ledger in the store, with the limits of the configuration and of the store.
  public Ledger(Store store, InstantSource time, Budget budget) {
    this(store, time, new BudgetBook(store, time, budget));
  }

  /// A ledger in the store. Where the sums of the store are missing or of another zone, they are
  /// made out of the entries, which takes a while where there are many.
  public Ledger(Store store, InstantSource time, BudgetBook book) {
    var spans = new Spans(book.zone());
    this.store = store;
    this.commits = new GroupCommit<>(store, handle -> new Booking(store, handle, spans));
    this.time = time;
    this.book = book;
    this.budgets = new Budgets(spans, book.currency());
    this.identities = new Identities(store, time);
    new RollUp(store, book.zone()).make(now());
  }

  /// Who counts together in it.
  public Identities identities() {
    return identities;
  }

  /// In which people are told of amounts.
  public DisplayCurrency currency() {
    return book.currency();
  }

  /// From now on this is told of all that is spent and refused, and may refuse, too.
  public void watchedBy(SpendingWatch by) {
    budgets.watchedBy(by);
  }

  /// Sets the estimate aside for an ask of words alone.
  ///
  /// @throws OverBudget as below
  public Hold hold(AskId ask, PersonRef person, ThreadRef thread, NanoUsd estimate)
      throws OverBudget {
    return hold(ask, person, thread, estimate, Medium.TEXT);
  }

  /// Sets the estimate aside.
  ///
  /// @throws OverBudget if what was spent and what is held leave too little in one of the limits;
  ///   then nothing is held
  public Hold hold(AskId ask, PersonRef person, ThreadRef thread, NanoUsd estimate, Medium medium)
      throws OverBudget {
    checkEstimate(estimate);
    var now = now();
    var hold =
        new Hold(
            UUID.randomUUID().toString(),
            ask,
            person,
            thread,
            estimate,
            medium,
            now.plus(HOLD_LEASE),
            List.of());
    var limits = book.limits();
    var counted = identities.with(Whose.of(hold));
    budgets.checkAlone(limits, counted, estimate);
    budgets.checkPaused(counted);
    var shared = Shared.of(limits, counted);
    var verdict =
        commits.run(
            booking -> booking.willCompare(shared, now),
            booking -> {
              var said = budgets.check(booking, shared, estimate, now, true);
              if (said.refused() == null) {
                booking.hold(hold);
              }
              return said;
            });
    return judged(hold, verdict);
  }

  /// What to hold for asks, by what is in this ledger.
  ///
  /// @param least held at least while there is too little to go by
  public Forecast forecast(PriceBook prices, NanoUsd least) {
    return new Forecast(store, prices, book, least);
  }

  private static void checkEstimate(NanoUsd estimate) {
    if (estimate.compareTo(NanoUsd.ZERO) < 0) {
      throw new IllegalArgumentException("estimate: " + estimate);
    }
  }

  private static Hold judged(Hold hold, Budgets.Verdict verdict) throws OverBudget {
    if (verdict.refused() != null) {
      throw new OverBudget(verdict.refused());
    }
    return new Hold(
        hold.id(),
        hold.ask(),
        hold.person(),
        hold.thread(),
        hold.estimate(),
        hold.medium(),
        hold.expires(),
        verdict.warnings());
  }

  /// Holds another amount for the same ask, once more is known of what it takes.
  ///
  /// @return the hold that is to be ended instead of the old one
  /// @throws OverBudget if too little is left; then the old amount is still held
  /// @throws IllegalStateException if the hold has ended
  public Hold adjust(Hold hold, NanoUsd estimate, Medium medium) throws OverBudget {
    return adjust(hold, estimate, medium, true);
  }

  /// As [#adjust], for what may as well be left undone: no admin is told that too little is left.
  public Hold adjustIfRoom(Hold hold, NanoUsd estimate, Medium medium) throws OverBudget {
    return adjust(hold, estimate, medium, false);
  }

  private Hold adjust(Hold hold, NanoUsd estimate, Medium medium, boolean isTold)
      throws OverBudget {
    checkEstimate(estimate);
    var now = now();
    var limits = book.limits();
    var counted = identities.with(Whose.of(hold));
    var adjusted = hold.with(estimate, medium);
    budgets.checkAlone(limits, counted, estimate);
    var more = new NanoUsd(Math.subtractExact(estimate.nanos(), hold.estimate().nanos()));
    var shared = Shared.of(limits, counted);
    var verdict =
        commits.run(
            booking -> booking.willCompare(shared, now),
            booking -> {
              var said = budgets.check(booking, shared, more, now, isTold);
              if (said.refused() == null) {
                if (!HoldRows.update(booking.direct(), adjusted)) {
                  throw new IllegalStateException("hold " + hold.id() + " has ended");
                }
                booking.holdMore(hold, more.nanos(), 0);
              }
              return said;
            });
    return judged(adjusted, verdict);
  }

  /// Ends a hold with what the call cost. A hold that expired meanwhile is settled all the same:
  /// the money is spent.
  ///
  /// @throws IllegalStateException if the hold was settled or released before; nothing is written
  public Entry settle(Hold hold, Charge charge) {
    return settle(hold, List.of(charge)).getFirst();
  }

  /// Ends a hold with what its calls cost, where one was repeated.
  ///
  /// @param charges at least one
  /// @throws IllegalStateException as above
  public List<Entry> settle(Hold hold, List<Charge> charges) {
    if (charges.isEmpty()) {
      throw new IllegalArgumentException("charges: none; release the hold instead");
    }
    var now = now();
    var entries = charges.stream().map(charge -> Entry.of(hold, charge, now)).toList();
    commits.run(
        booking -> booking.willEnd(hold),
        booking -> {
          var held = booking.end(hold);
          if (held.isEmpty()) {
            // The clock anew: it may have expired since.
            checkExpired(booking.direct(), hold, now());
          }
          for (var part = 0; part < entries.size(); part++) {
            booking.write(
                hold.id(),
                part,
                entries.get(part),
                part == 0 ? held.orElse(hold.estimate()) : null);
          }
          booking.count(entries, true);
          return entries;
        });
    budgets.spent(identities.with(Whose.of(hold)));
    return entries;
  }

  private static void checkExpired(Handle handle, Hold hold, Instant now) {
    var settled =
        handle
            .createQuery("SELECT COUNT(*) FROM entries WHERE settles = :id")
            .bind("id", hold.id())
            .mapTo(long.class)
            .one();
    if (settled > 0) {
      throw new IllegalStateException(
          "hold " + hold.id() + " of ask " + hold.ask().value() + " is settled already");
    }
    if (now.isBefore(hold.expires())) {
      throw new IllegalStateException(
          "hold " + hold.id() + " of ask " + hold.ask().value() + " was released or never made");
    }
    LOG.warn("Hold {} of ask {} had expired before it was settled", hold.id(), hold.ask().value());
  }

  /// Ends a hold whose call was not made or cost nothing.
  ///
  /// @return false if it had ended before
  public boolean release(Hold hold) {
    return commits.run(booking -> booking.willEnd(hold), booking -> booking.end(hold).isPresent());
  }

  /// Replaces the figure of an entry by the provider's own, which came later: two more entries, one
  /// taking the old figure back.
  ///
  /// @return false if the entry was corrected before, by whichever process; nothing is written
  public boolean correct(Entry known, NanoUsd actual) {
    var now = now();
    var old = known.charge();
    var isCorrected =
        commits.run(booking -> {
          var wrong = EntryRows.renamed(booking.direct(), known);
          var back = correction(wrong, now, new NanoUsd(-old.cost().nanos()), old.basis());
          var anew = correction(wrong, now, actual, Charge.Basis.BILLED);
          var isFirst = EntryRows.insertOnce(booking.direct(), wrong.id(), 0, back);
          if (isFirst) {
            booking.write(wrong.id(), 1, anew, null);
            booking.count(List.of(back, anew), false);
          }
          return isFirst;
        });
    budgets.spent(identities.with(Whose.of(known)));
    return isCorrected;
  }

  private static Entry correction(Entry wrong, Instant now, NanoUsd cost, Charge.Basis basis) {
    var old = wrong.charge();
    return new Entry(
        UUID.randomUUID().toString(),
        wrong.ask(),
        Entry.Kind.CORRECTION,
        now,
        wrong.platform(),
        wrong.workspace(),
        wrong.channel(),
        wrong.personId(),
        wrong.personName(),
        new Charge(old.route(), old.provider(), old.model(), Usage.UNKNOWN, cost, basis),
        wrong.medium(),
        wrong.groups());
  }

  /// What was booked since then as an estimate, and is not corrected though the provider may know
  /// better; oldest first.
  public List<Estimate> estimates(Instant since) {
    return store.reads().withHandle(handle -> EntryRows.estimates(handle, since));
  }

  /// What stands of an ask on a route: its entries that no correction replaced, and corrections.
  public List<Entry> standing(AskId ask, String route) {
    return store.reads().withHandle(handle -> EntryRows.standing(handle, ask, route));
  }

  /// Calls since then that gave no answer and are not booked; oldest first.
  public List<Unbooked> unbooked(Instant since) {
    return store.reads().withHandle(handle -> Unbooked.since(handle, since));
  }

  /// Books such a call, once its provider has told what it cost.
  ///
  /// @return false if it was booked before, by whichever process
  public boolean bill(Unbooked call, ModelRoute route, Usage usage, NanoUsd cost) {
    var entry = call.billed(route, usage, cost, now());
    return commits.run(booking -> {
      // Its ask counts with the entry of its hold, so that this is a further part.
      var isFirst = EntryRows.insertOnce(booking.direct(), call.callId(), 1, entry);
      if (isFirst) {
        booking.count(List.of(entry), false);
      }
      return isFirst;
    });
  }

  /// Ends the holds past their lease, at start-up and now and then.
  ///
  /// @return those that it ended: what their calls cost is not known here
  public List<Hold> expire() {
    var now = now().toEpochMilli();
    var expired = new ArrayList<Hold>();
    for (var hold : store.reads().withHandle(handle -> HoldRows.past(handle, now))) {
      if (release(hold)) {
        expired.add(hold);
      }
    }
    store.writes().useHandle(handle -> Tallies.forget(handle, now()));
    return List.copyOf(expired);
  }

  /// What is held for an ask whose process is gone; empty where it ended before.
  public Optional<Hold> holdOf(AskId ask) {
    return store.reads().withHandle(handle -> HoldRows.of(handle, ask));
  }

  /// The sum of all holds that have not ended.
  public NanoUsd held() {
    return store.reads().withHandle(HoldRows::sum);
  }

  /// The store keeps milliseconds; so do the records that we return.
  private Instant now() {
    return time.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
