package dev.sightline.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Set;

/// Keeps everybody out who has not shown the admin token, where others can reach the page.
///
/// A browser shows it once, in a form, and then has a cookie that can be made only with the token;
/// a script sends it as a bearer. All comparisons take the same time whatever differs. The
/// dashboard has a pass of its own ([DashboardPass]).
final class AdminPass {
  private static final String COOKIE = "sightline_pass";
  private static final String SEALED = "sightline web pass";
  private static final Duration VALID = Duration.ofDays(30);

  /// What the login form itself needs, and what tells a supervisor that we live.
  private static final Set<String> OPEN_PATHS =
      Set.of(
          "/login",
          "/playground.css",
          "/dashboard.css",
          "/dashboard.js",
          "/favicon.svg",
          "/health");

  /// Stands in the form where a sentence of ours belongs.
  private static final String SENTENCE = "{sentence}";

  private final TokenCheck token;
  private final String pass;
  private final String form = Assets.text("/web/login.html");

  /// @param token not empty, and the one that `check` knows
  AdminPass(String token, TokenCheck check) {
    this.token = check;
    this.pass = Secrets.seal(token, SEALED);
  }

  /// Lets the request pass, or sends the browser to the form.
  ///
  /// @throws WebRefusal if it wants anything but a page
  void check(Context context) {
    if (OPEN_PATHS.contains(context.path()) || Dashboard.isAt(context) || isShown(context)) {
      return;
    }
    if (!context.path().equals("/")) {
      throw new WebRefusal(401, "Please log in first.");
    }
    context.redirect("/login", HttpStatus.SEE_OTHER);
    context.skipRemainingHandlers();
  }

  /// Whether the sender has shown the token.
  boolean isShown(Context context) {
    String cookie = context.cookie(COOKIE);
    return (cookie != null && Secrets.areEqual(cookie, pass)) || token.isBorne(context);
  }

  /// The form.
  void show(Context context) {
    context.html(form.replace(SENTENCE, ""));
  }

  /// What the form sends.
  void take(Context context) {
    String shown = context.formParam("token");
    try {
      if (shown != null && token.isTyped(context, shown)) {
        // Lax, so that a link on another site opens the page without the form. No GET changes
        // anything.
        context.cookie(
            new Cookie(
                COOKIE,
                pass,
                "/",
                Math.toIntExact(VALID.toSeconds()),
                false,
                true,
                null,
                SameSite.LAX));
        context.redirect("/", HttpStatus.SEE_OTHER);
      } else {
        context.status(401).html(form.replace(SENTENCE, "That is not the token."));
      }
    } catch (WebRefusal refusal) {
      context.status(refusal.status()).html(form.replace(SENTENCE, refusal.sentence()));
    }
  }
}
