package dev.sightline.web;

import dev.sightline.ledger.BudgetBook.Actor;
import dev.sightline.ledger.Pauses;
import dev.sightline.ledger.Pauses.Pause;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;

/// Who waits for an admin, with a button that lets each go on.
final class PausePages {
  private final Pauses pauses;
  private final Moments moments;

  PausePages(Pauses pauses, Moments moments) {
    this.pauses = pauses;
    this.moments = moments;
  }

  /// Adds its page below `path`.
  void route(RoutesConfig routes, String path) {
    routes.post(path + "/{id}/lift", this::lift);
  }

  /// For the dashboard's page; nothing where nobody waits.
  Html section() {
    List<Pause> standing = pauses.standing();
    return Html.of(
            """
            <section aria-labelledby="pauses">
              <h2 id="pauses" tabindex="-1">Waiting for an admin</h2>
              <ol class="changes">%s</ol>
            </section>
            """,
            Html.all(standing.stream().map(this::line).toList()))
        .onlyIf(!standing.isEmpty());
  }

  private Html line(Pause pause) {
    return Html.of(
        """
        <li>%s <span>%s</span>
          <form method="post" action="/dashboard/pauses/%s/lift" class="buttons">
            <button type="submit" aria-label="Let %s go on">Let go on</button>
          </form></li>
        """,
        moments.html(pause.at()), pause.words(), pause.id(), pause.name());
  }

  private void lift(Context context) {
    Pause pause =
        pauses.find(context.pathParam("id")).orElseThrow(() -> WebRefusal.unknown("pause"));
    pauses.lift(pause, new Actor("web", DashboardPass.who(context)));
    context.redirect(Dashboard.PATH + "?said=lifted", HttpStatus.SEE_OTHER);
  }
}
