package dev.sightline.bot;

import dev.sightline.alert.Alert;
import dev.sightline.alert.Alerts;
import dev.sightline.alert.Place;
import dev.sightline.alert.WeeklyReport;
import dev.sightline.ask.AskList;
import dev.sightline.config.AlertsSection;
import dev.sightline.config.AlertsSection.AnomalySection;
import dev.sightline.config.SightlineConfig;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Anomaly;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.Pauses;
import dev.sightline.ledger.Spending;
import dev.sightline.ledger.SpendingWatch;
import dev.sightline.store.Store;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.Button;
import dev.sightline.thread.Noticeboard;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that looks out for what admins should know, and tells them.
final class Watch implements AutoCloseable, SpendingWatch.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final String GO_ON = " go on";

  private final Alerts alerts;
  private final SpendingWatch spending;
  private final Pauses pauses;
  private final CreditWatch credit;
  private final @Nullable WeeklyReport report;

  Watch(
      SightlineConfig config,
      Store store,
      InstantSource time,
      EditPacer pacer,
      BudgetBook budgets,
      Ledger ledger) {
    alerts = new Alerts(store, time, pacer, places(config.alerts()));
    report = report(config.alerts(), store, time, budgets);
    credit = new CreditWatch(alerts, config.alerts().creditUsd(), budgets.currency());
    pauses = new Pauses(store, time);
    spending =
        new SpendingWatch(store, time, budgets, anomaly(config.alerts().anomaly()), pauses, this);
    ledger.watchedBy(spending);
    spending.start();
  }

  private @Nullable WeeklyReport report(
      AlertsSection section, Store store, InstantSource time, BudgetBook budgets) {
    AlertsSection.WeeklyTime when = section.weeklyReport();
    return when == null
        ? null
        : new WeeklyReport(
            alerts,
            new Spending(store, time, budgets.zone()),
            budgets.currency(),
            new AskList(store),
            when.day(),
            when.time());
  }

  private static Anomaly anomaly(AnomalySection section) {
    return new Anomaly(section.times(), NanoUsd.ofUsd(section.aboveUsd()));
  }

  @Override
  public void reached(SpendingWatch.Sign sign) {
    sign.lesser().forEach(id -> alerts.pass(new Alert(id, sign.words()), sign.again()));
    alerts.raise(new Alert(sign.id(), sign.words()), sign.again());
  }

  @Override
  public void paused(Pauses.Pause pause) {
    alerts.raise(
        new Alert(
            "pause/" + pause.id(),
            pause.words() + ". I wait for an admin before I go on with that.",
            letGoOn(pause)));
  }

  private static Button letGoOn(Pauses.Pause pause) {
    return new Button(pause.id(), label("Let " + pause.name()) + GO_ON, Button.Kind.LET_GO_ON);
  }

  private static String label(String text) {
    int room = Button.MAX_LABEL_CHARS - GO_ON.length();
    return text.length() <= room ? text : text.substring(0, room - 1) + "…";
  }

  /// Tells of the week before, where that is wanted and was not done.
  void report() {
    if (report == null) {
      return;
    }
    try {
      report.look();
    } catch (RuntimeException e) {
      LOG.error("the report of the week is not made", e);
    }
  }

  /// What credit is left.
  CreditWatch credit() {
    return credit;
  }

  /// Who waits for an admin.
  Pauses pauses() {
    return pauses;
  }

  private static List<Place> places(AlertsSection section) {
    return section.tell().stream()
        .map(place ->
            new Place(Platform.valueOf(place.platform().toUpperCase(Locale.ROOT)), place.id()))
        .toList();
  }

  /// A platform is there from now on.
  void isHere(Platform platform, Noticeboard board) {
    alerts.isHere(platform, board);
  }

  /// Begins to tell, once all platforms are there.
  void start() {
    alerts.start();
  }

  @Override
  public void close() {
    spending.close();
    alerts.close();
  }
}
