package dev.sightline.web;

import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Set;

/// Keeps everybody out who has not shown the admin token, where others can reach the page.
///
/// A browser shows it once, in a form, and then has a cookie that can be made only with the token;
/// a script sends it as a bearer. All comparisons take the same time whatever differs.
final class AdminPass {
  private static final String COOKIE = "sightline_pass";
  private static final String SEALED = "sightline web pass";
  private static final Duration VALID = Duration.ofDays(30);

  /// What the login form itself needs, and what tells a supervisor that we live.
  private static final Set<String> OPEN_PATHS =
      Set.of("/login", "/playground.css", "/favicon.svg", "/health");

  /// In a minute. Our own choice: a person mistypes a few times, a guesser needs billions.
  private static final int MOST_FAILURES = 10;

  /// Stands in the form where a sentence of ours belongs.
  private static final String SENTENCE = "{sentence}";

  private final String token;
  private final String pass;
  private final String form = Assets.text("/web/login.html");
  private final CallWindows tries = new CallWindows(System::nanoTime);

  /// @param token not empty
  AdminPass(String token) {
    this.token = token;
    this.pass = Secrets.seal(token, SEALED);
  }

  /// Lets the request pass, or sends the browser to the form.
  ///
  /// @throws WebRefusal if it wants anything but a page
  void check(Context context) {
    if (OPEN_PATHS.contains(context.path()) || isShown(context)) {
      return;
    }
    if (!context.path().equals("/")) {
      throw new WebRefusal(401, "Please log in first.");
    }
    context.redirect("/login", HttpStatus.SEE_OTHER);
    context.skipRemainingHandlers();
  }

  private boolean isShown(Context context) {
    String cookie = context.cookie(COOKIE);
    String bearer = context.header("Authorization");
    return (cookie != null && Secrets.areEqual(cookie, pass))
        || (bearer != null && isRight(context, bearer, "Bearer " + token));
  }

  /// The form.
  void show(Context context) {
    context.html(form.replace(SENTENCE, ""));
  }

  /// What the form sends.
  void take(Context context) {
    String shown = context.formParam("token");
    try {
      if (shown != null && isRight(context, shown.strip(), token)) {
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

  /// Whether this is the token; after too many wrong ones nobody at the same address learns it.
  private boolean isRight(Context context, String shown, String expected) {
    CallWindow failures =
        tries.of(new CallLimit("login:" + context.ip(), MOST_FAILURES, Duration.ofMinutes(1)));
    if (!failures.tryStart().isZero()) {
      throw new WebRefusal(429, "Too many wrong tokens. Please wait a minute.");
    }
    boolean isRight = Secrets.areEqual(shown, expected);
    if (isRight) {
      failures.notStarted();
    } else {
      failures.ended();
    }
    return isRight;
  }
}
