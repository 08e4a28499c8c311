package dev.sightline.web;

import dev.sightline.ask.AskList;
import dev.sightline.ask.AskList.Line;
import dev.sightline.ask.AskState;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.NanoUsd;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks under way, and the last ones. What was asked is not shown: it is for the one who asked.
final class AskTables {
  private final Moments moments;
  private final DisplayCurrency currency;

  /// One ask under way as the page's script reads it: cells in the order of the columns.
  ///
  /// @param started as in ISO 8601
  /// @param isHeld whether money is set aside for it already
  /// @param held the most that it may cost, of which nothing is spent yet
  record Live(
      String id,
      String person,
      String place,
      String route,
      String started,
      boolean isHeld,
      String held) {}

  AskTables(Moments moments, DisplayCurrency currency) {
    this.moments = moments;
    this.currency = currency;
  }

  Html live(List<Line> running, Instant now) {
    return Html.of(
        """
        <section aria-labelledby="live">
          <h2 id="live" tabindex="-1">Under way</h2>
          <p id="live-count" role="status" aria-live="polite">%s</p>
          <div class="wide" id="live-table" role="region" aria-label="Answers under way" tabindex="0" %s><table>
            <caption class="unseen">Answers under way</caption>
            <thead><tr><th scope="col">Person</th><th scope="col">Where</th><th scope="col">Route</th><th scope="col">For</th><th scope="col">Held</th></tr></thead>
            <tbody id="live-rows">%s</tbody>
          </table></div>
        </section>
        """,
        count(running.size()),
        new Html("hidden").onlyIf(running.isEmpty()),
        Html.all(running.stream().map(line -> row(live(line), line, now)).toList()));
  }

  private static Html row(Live live, Line line, Instant now) {
    return Html.of(
        """
        <tr data-id="%s"><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\
        """,
        live.id(),
        live.person(),
        live.place(),
        live.route(),
        Moments.span(line.started(), now),
        live.isHeld() ? "up to " + live.held() : "nothing yet");
  }

  private static String count(int running) {
    return switch (running) {
      case 0 -> "No answer is under way.";
      case 1 -> "1 answer is under way.";
      case AskList.MOST -> AskList.MOST + " answers or more are under way.";
      default -> running + " answers are under way.";
    };
  }

  private Live live(Line line) {
    return new Live(
        line.id(),
        line.personName(),
        place(line),
        line.route() == null ? "none yet" : line.route(),
        line.started().toString(),
        !line.money().equals(NanoUsd.ZERO),
        currency.rounded(line.money()));
  }

  private static String place(Line line) {
    return FilterQuery.word(line.platform()) + " " + line.place();
  }

  /// What the page's script asks for again and again.
  Map<String, Object> json(List<Line> running, Instant now) {
    return Map.of(
        "now", now.toString(),
        "count", count(running.size()),
        "asks", running.stream().map(this::live).toList());
  }

  Html last(List<Line> last) {
    return Html.of(
        """
        <section aria-labelledby="last-title">
          <h2 id="last-title">Last questions</h2>
          %s
        </section>
        """,
        last.isEmpty()
            ? Html.of("<p class=\"none\">Nothing was asked.</p>")
            : Html.of(
                """
                <div class="wide" role="region" aria-label="Last questions" tabindex="0"><table class="asks">
                  <caption class="unseen">Last questions, newest first</caption>
                  <thead><tr><th scope="col">When</th><th scope="col">Person</th><th scope="col">Where</th><th scope="col">Model</th><th scope="col">End</th><th scope="col">Took</th><th scope="col">Cost</th></tr></thead>
                  <tbody>%s</tbody>
                </table></div>
                """,
                Html.all(last.stream().map(this::row).toList())));
  }

  private Html row(Line line) {
    return Html.of(
        """
        <tr><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\
        """,
        moments.html(line.started()),
        line.personName(),
        place(line),
        orDash(line.model()),
        end(line.state()),
        line.ended() == null ? "–" : Moments.span(line.started(), line.ended()),
        currency.rounded(line.money()));
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "–" : text;
  }

  private static String end(AskState state) {
    return switch (state) {
      case RUNNING -> "under way";
      case ANSWERED -> "answered";
      case STOPPED -> "stopped";
      case BAD_INPUT -> "file not usable";
      case REFUSED -> "refused";
      case FAILED -> "failed";
      case INTERRUPTED -> "interrupted";
    };
  }
}
