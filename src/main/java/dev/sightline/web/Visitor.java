package dev.sightline.web;

import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Somebody at the page, known by a secret in a cookie of their browser.
///
/// A thread's id is sealed with that secret, so that nothing has to be remembered to tell whose
/// thread it is, also after a restart.
///
/// @param secret cannot be guessed; leaves this record only in the cookie
record Visitor(String secret) {
  private static final String COOKIE = "sightline_visitor";
  private static final Pattern SECRET = Pattern.compile("[0-9a-z]{20,25}");
  private static final Pattern THREAD = Pattern.compile("([0-9a-z]{1,25})-([0-9a-f]{16})");
  private static final Pattern KEY = Pattern.compile("[0-9a-zA-Z-]{8,64}");
  private static final int SEAL_CHARS = 16;
  private static final Duration REMEMBERED = Duration.ofDays(365);
  private static final String WORKSPACE = "local";
  private static final String CHANNEL = "web";

  /// Who sent this request; somebody new where it has no cookie of ours.
  ///
  /// Never called for the page itself: a link on another site opens it without the cookie, and a
  /// new one would make the visitor lose theirs.
  static Visitor of(Context context) {
    String secret = context.cookie(COOKIE);
    if (secret != null && SECRET.matcher(secret).matches()) {
      return new Visitor(secret);
    }
    Visitor visitor = new Visitor(freshSecret());
    context.cookie(
        new Cookie(
            COOKIE,
            visitor.secret,
            "/",
            Math.toIntExact(REMEMBERED.toSeconds()),
            false,
            true,
            null,
            SameSite.STRICT));
    return visitor;
  }

  private static String freshSecret() {
    String secret = Secrets.randomId();
    return SECRET.matcher(secret).matches() ? secret : freshSecret();
  }

  /// Who that is in reports.
  PersonRef person() {
    String id = Secrets.seal(secret, "person").substring(0, SEAL_CHARS);
    return new PersonRef(Platform.WEB, WORKSPACE, id, "web visitor " + id.substring(0, 4));
  }

  /// The same, asking something.
  ///
  /// @param isAdmin whether they have shown the admins' token
  PersonRef asking(boolean isAdmin) {
    PersonRef person = person();
    return new PersonRef(
        person.platform(), person.workspace(), person.id(), person.name(), Set.of(), isAdmin);
  }

  /// A thread that nobody has seen.
  String newThread() {
    String random = Secrets.randomId();
    return random + "-" + sealOf(random);
  }

  /// The thread of this id.
  ///
  /// @throws WebRefusal if it is not this visitor's
  ThreadRef thread(String id) {
    var parts = THREAD.matcher(id);
    if (!parts.matches() || !Secrets.areEqual(sealOf(parts.group(1)), parts.group(2))) {
      throw WebRefusal.unknown("thread");
    }
    return new ThreadRef(Platform.WEB, WORKSPACE, CHANNEL, id);
  }

  /// What makes an ask the same when the page sends it again.
  ///
  /// @param made by the page, or null where it made none
  EventKey key(@Nullable String made) {
    String id = made == null ? Secrets.randomId() : made;
    if (!KEY.matcher(id).matches()) {
      throw new WebRefusal(400, "The key of an ask is 8 to 64 letters, digits and hyphens.");
    }
    return new EventKey(Platform.WEB, person().id() + "/" + id);
  }

  private String sealOf(String random) {
    return Secrets.seal(secret, "thread " + random).substring(0, SEAL_CHARS);
  }

  @Override
  public String toString() {
    return "Visitor[" + person().id() + "]";
  }
}
