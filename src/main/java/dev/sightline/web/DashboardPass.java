package dev.sightline.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps everybody but admins out of the dashboard. Every request is looked at, whoever sends it.
///
/// Who shows the admin token, or a link made with it ([DashboardLink]), gets a session: a cookie
/// that only the holder of the token could have made, that scripts and other sites cannot use, and
/// that ends by itself. A script sends the token as a bearer. Where no token is set nobody but this
/// machine can reach the page ([Playground#start]), and it is let in without one, unless the
/// request says that it came through somebody else.
final class DashboardPass {
  static final String COOKIE = "sightline_dashboard";

  /// Our own choice: a working day, and not the next one.
  static final Duration SESSION = Duration.ofHours(12);

  static final String LOGIN = "/dashboard/login";
  private static final Set<String> OPEN_PATHS = Set.of(LOGIN, DashboardLink.PATH);

  /// What proxies and tunnels add to what they pass on.
  private static final List<String> PASSED_ON =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

  private static final String WHO = "dashboard-who";

  private final String token;
  private final TokenCheck check;
  private final InstantSource time;

  /// Ids of vouchers that are of no use any more, as long as they would be.
  private final Cache<String, Boolean> spent =
      Caffeine.newBuilder().expireAfterWrite(SESSION).build();

  /// @param token empty where there is none
  /// @param check of the same token
  DashboardPass(String token, TokenCheck check, InstantSource time) {
    this.token = token;
    this.check = check;
    this.time = time;
  }

  /// Whether there is anything to log in with.
  boolean asksForToken() {
    return !token.isEmpty();
  }

  /// Lets the request pass.
  ///
  /// @throws WebRefusal if it is not an admin's
  void check(Context context) {
    if (OPEN_PATHS.contains(context.path())) {
      return;
    }
    if (token.isEmpty()) {
      checkIsNear(context);
      context.attribute(WHO, "somebody at this machine");
      return;
    }
    Voucher session = session(context);
    if (session != null) {
      checkIsOurPage(context);
      context.attribute(WHO, "admin session " + session.id().substring(0, 4));
    } else if (check.isBorne(context)) {
      context.attribute(WHO, "admin token from " + context.ip());
    } else {
      throw new WebRefusal(401, "Please log in first.");
    }
  }

  private static void checkIsNear(Context context) {
    if (!isNear(context)) {
      throw new WebRefusal(
          403, "Others can reach this page, so it needs a token: set web.admin-token.");
    }
  }

  /// Whether this was sent from this machine, by nobody who passes on what others send.
  static boolean isNear(Context context) {
    try {
      return InetAddress.getByName(context.ip()).isLoopbackAddress()
          && PASSED_ON.stream().allMatch(name -> context.header(name) == null);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /// Beyond what [Gate] wants: a browser that does not say from where it was sent is not believed
  /// that it was our page.
  private static void checkIsOurPage(Context context) {
    boolean isRead = Set.of("GET", "HEAD").contains(context.method().name());
    if (!isRead && context.header("Origin") == null && context.header("Sec-Fetch-Site") == null) {
      throw new WebRefusal(403, "It cannot be told which page sent this, so nothing was done.");
    }
  }

  private @Nullable Voucher session(Context context) {
    String cookie = context.cookie(COOKIE);
    if (cookie == null) {
      return null;
    }
    return unspent(Voucher.read(token, Voucher.Purpose.SESSION, cookie, time.instant()));
  }

  private @Nullable Voucher unspent(@Nullable Voucher voucher) {
    return voucher == null || spent.getIfPresent(voucher.id()) != null ? null : voucher;
  }

  /// Who sent a request that passed, in words for the audit trail.
  static String who(Context context) {
    return String.valueOf(context.<String>attribute(WHO));
  }

  /// Begins a session if the text is the token.
  ///
  /// @throws WebRefusal if not
  void login(Context context, @Nullable String shown) {
    if (token.isEmpty() || shown == null || !check.isTyped(context, shown)) {
      throw new WebRefusal(401, "That is not the token.");
    }
    begin(context);
  }

  /// Begins a session if the code is that of a link that was not used before.
  ///
  /// @throws WebRefusal if not
  void enter(Context context, @Nullable String code) {
    Voucher link =
        token.isEmpty() || code == null
            ? null
            : Voucher.read(token, Voucher.Purpose.LINK, code, time.instant());
    boolean isFresh = link != null && spent.asMap().putIfAbsent(link.id(), true) == null;
    if (!isFresh) {
      throw new WebRefusal(401, "This link has expired, or was used before. Please get a new one.");
    }
    begin(context);
  }

  private void begin(Context context) {
    Instant expires = time.instant().plus(SESSION);
    setCookie(context, Voucher.write(token, Voucher.Purpose.SESSION, expires), SESSION);
  }

  /// Ends the session of a request.
  void logout(Context context) {
    Voucher session = token.isEmpty() ? null : session(context);
    if (session != null) {
      spent.put(session.id(), true);
    }
    setCookie(context, "", Duration.ZERO);
  }

  private static void setCookie(Context context, String value, Duration kept) {
    context.cookie(
        new Cookie(
            COOKIE,
            value,
            Dashboard.PATH,
            Math.toIntExact(kept.toSeconds()),
            context.scheme().equals("https"),
            true,
            null,
            SameSite.STRICT));
  }
}
