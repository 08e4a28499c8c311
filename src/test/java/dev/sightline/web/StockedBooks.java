package dev.sightline.web;

import dev.sightline.ask.AskList;
import dev.sightline.ask.AskState;
import dev.sightline.ask.Journal;
import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.Hold;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.Medium;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.Pauses;
import dev.sightline.ledger.Spending;
import dev.sightline.route.Usage;
import dev.sightline.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/// Books in a store of their own, in which people asked and paid through the real ledger and
/// journal. It is always the afternoon of 20 November 2026.
final class StockedBooks implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-20T15:04:05Z");
  static final PersonRef ADA = new PersonRef(Platform.SLACK, "T024BE7LD", "U024BE7LH", "Ada");
  static final PersonRef BOB =
      new PersonRef(Platform.DISCORD, "81384788765712384", "80351110224678912", "Bob");
  static final String SLACK_CHANNEL = "C024BE91L";
  static final String DISCORD_CHANNEL = "41771983423143937";
  static final String GEMINI = "google/gemini-2.5-flash";
  static final String QWEN = "qwen/qwen3-vl-235b";

  private final Store store;
  private final BudgetBook budgets;
  private final Ledger ledger;
  private final Journal journal;
  private Pauses pauses;
  private Instant now = NOW;
  private int asked;

  StockedBooks(Path folder, Budget.Limit... configured) {
    this(folder, DisplayCurrency.US_DOLLARS, configured);
  }

  StockedBooks(Path folder, DisplayCurrency currency, Budget.Limit... configured) {
    InstantSource time = this::tick;
    store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"));
    budgets =
        new BudgetBook(store, time, new Budget(List.of(configured), ZoneOffset.UTC, currency));
    ledger = new Ledger(store, time, budgets);
    journal = new Journal(store, time);
    pauses = new Pauses(store, time);
  }

  DashboardBooks books() {
    InstantSource time = this::tick;
    return new DashboardBooks(
        new Spending(store, time, ZoneOffset.UTC),
        new AskList(store),
        budgets,
        new BudgetUse(store, time, ZoneOffset.UTC),
        pauses);
  }

  /// Somebody waits for an admin from now on.
  ///
  /// @return the id of the pause
  String pause(PersonRef person, String words) {
    String id = "pause-" + asked++;
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                "INSERT INTO pauses (id, scope, who, workspace, name, words, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                "PERSON",
                person.platform() + "/" + person.id(),
                person.platform() + "/" + person.workspace(),
                person.name(),
                words,
                tick().toEpochMilli()));
    pauses = new Pauses(store, this::tick);
    return id;
  }

  /// No two things happen at once.
  private synchronized Instant tick() {
    now = now.plusMillis(1);
    return now;
  }

  BudgetBook budgets() {
    return budgets;
  }

  /// Somebody asks, and it is under way.
  AskId begin(PersonRef person) {
    ThreadRef thread = thread(person);
    String event = "event" + asked++;
    EventKey key = new EventKey(person.platform(), event);
    var said = new Said("a secret question", List.of());
    var heard = new ChatEvent.DirectMessage(key, person, thread, said, null);
    return journal.claim(heard, "", tick()).orElseThrow();
  }

  private static ThreadRef thread(PersonRef person) {
    String channel = person.platform() == Platform.SLACK ? SLACK_CHANNEL : DISCORD_CHANNEL;
    return new ThreadRef(person.platform(), person.workspace(), channel, "1.0");
  }

  /// Sets money aside for an ask.
  Hold hold(AskId ask, PersonRef person, String usd) throws Exception {
    return ledger.hold(ask, person, thread(person), usd(usd), Medium.IMAGE);
  }

  /// Ends an ask with an answer.
  void end(AskId ask, Hold hold, String route, String model, String usd) {
    Usage usage = new Usage(1000, 200, null);
    ledger.settle(
        hold, new Charge(route, "openrouter", model, usage, usd(usd), Charge.Basis.BILLED));
    journal.ended(ask, AskState.ANSWERED, route, model);
  }

  /// Somebody asked, some days ago, and it was answered.
  void spend(int daysAgo, PersonRef person, String route, String model, String usd)
      throws Exception {
    goTo(NOW.minus(Duration.ofDays(daysAgo)));
    AskId ask = begin(person);
    end(ask, hold(ask, person, usd), route, model, usd);
    goTo(NOW);
  }

  private synchronized void goTo(Instant instant) {
    now = instant;
  }

  /// What a team of some size would have spent in a month.
  StockedBooks busy() throws Exception {
    List<String> others = List.of("Grace", "Edsger", "Barbara", "Tony", "Frances", "Ken");
    for (int day = 29; day >= 0; day--) {
      for (int i = 0; i < 3 + (day * 7) % 5; i++) {
        String name = others.get((day + i * i) % others.size());
        PersonRef person =
            new PersonRef(
                Platform.SLACK,
                ADA.workspace(),
                "U0" + name.toUpperCase(java.util.Locale.ROOT),
                name);
        int cents = 3 + (day * 31 + i * 17) % 23;
        spend(
            day,
            i % 3 == 0 ? ADA : i % 3 == 1 ? BOB : person,
            i % 2 == 0 ? "flash" : "large",
            List.of(GEMINI, QWEN, "anthropic/claude-sonnet-4.5").get((day + i) % 3),
            "0.0" + (cents < 10 ? "0" + cents : cents));
      }
    }
    return this;
  }

  static NanoUsd usd(String usd) {
    return NanoUsd.ofUsd(new BigDecimal(usd));
  }

  @Override
  public void close() {
    store.close();
  }
}
