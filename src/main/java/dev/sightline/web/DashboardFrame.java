package dev.sightline.web;

/// What stands around the parts of every page of the dashboard, and the pages that have no more.
final class DashboardFrame {
  private static final String FRAME = Assets.text("/web/dashboard.html");
  private static final String MARK = "{page}";

  private DashboardFrame() {}

  /// A whole page.
  ///
  /// @param body all within `<body>`
  static Html of(String title, Html body) {
    return new Html(
        FRAME.replace("{title}", Html.text(title).markup()).replace(MARK, body.markup()));
  }

  /// A page of the dashboard itself.
  static Html inner(String title, boolean hasLogout, Html main) {
    return of(
        title,
        Html.of(
            """
            <a class="skip" href="#main">Skip to the content</a>
            <header class="bar">
              <a class="brand" href="/dashboard" aria-label="Sightline, dashboard">
                <svg viewBox="0 0 32 20" aria-hidden="true"><path d="M2 10c4-6 9-8.5 14-8.5S26 4 30 10c-4 6-9 8.5-14 8.5S6 16 2 10Z"/><circle cx="16" cy="10" r="4"/></svg>
                <span>Sightline</span>
              </a>
              <nav aria-label="Pages">
                <a href="/dashboard#live">Live</a>
                <a href="/dashboard#budgets">Budgets</a>
                %s
              </nav>
            </header>
            <main id="main" class="figures" tabindex="-1">
            %s
            </main>
            """,
            Html.of(
                    """
                    <form method="post" action="/dashboard/logout"><button type="submit">Log out</button></form>\
                    """)
                .onlyIf(hasLogout),
            main));
  }

  /// The form that asks for the token.
  ///
  /// @param to where it leads
  static Html login(String to, String problem) {
    return of(
        "Log in to Sightline",
        Html.of(
            """
            <main class="login">
              <h1>Sightline</h1>
              <p>The dashboard is for admins, who have its token.</p>
              <form method="post" action="/dashboard/login">
                <input type="hidden" name="to" value="%s">
                <input name="username" autocomplete="username" value="admin" hidden>
                <label for="token">Token</label>
                <input id="token" name="token" type="password" autocomplete="current-password" required autofocus aria-describedby="wrong">
                <p class="problem" id="wrong" role="alert">%s</p>
                <button type="submit">Come in</button>
              </form>
            </main>
            """,
            to, problem));
  }

  /// What a link leads to.
  static Html enter(String code) {
    return of(
        "Sightline",
        Html.of(
            """
            <main class="login">
              <h1>Sightline</h1>
              <p>This link opens the dashboard once.</p>
              <form method="post" action="/dashboard/enter">
                <input type="hidden" name="code" value="%s">
                <button type="submit" autofocus>Open the dashboard</button>
              </form>
            </main>
            """,
            code));
  }

  /// Nothing but a sentence.
  static Html sentence(String sentence) {
    return of(
        "Sightline",
        Html.of(
            """
            <main class="login">
              <h1>Sightline</h1>
              <p>%s</p>
              <p><a href="/dashboard">To the dashboard</a></p>
            </main>
            """,
            sentence));
  }
}
