package dev.sightline.bot;

import dev.sightline.alert.Alert;
import dev.sightline.alert.Alerts;
import dev.sightline.alert.Place;
import dev.sightline.config.AlertsSection;
import dev.sightline.config.SightlineConfig;
import dev.sightline.event.Platform;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.SpendingWatch;
import dev.sightline.store.Store;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.Noticeboard;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/// All that looks out for what admins should know, and tells them.
final class Watch implements AutoCloseable {
  private final Alerts alerts;
  private final SpendingWatch spending;

  Watch(
      SightlineConfig config,
      Store store,
      InstantSource time,
      EditPacer pacer,
      BudgetBook budgets,
      Ledger ledger) {
    alerts = new Alerts(store, time, pacer, places(config.alerts()));
    spending = new SpendingWatch(store, time, budgets, this::told);
    ledger.watchedBy(spending);
    spending.start();
  }

  private void told(SpendingWatch.Sign sign) {
    sign.lesser().forEach(id -> alerts.pass(new Alert(id, sign.words()), sign.again()));
    alerts.raise(new Alert(sign.id(), sign.words()), sign.again());
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
