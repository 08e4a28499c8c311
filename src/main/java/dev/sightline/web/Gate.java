package dev.sightline.web;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at every request before anything else does: whether it was meant for us, whether our own
/// page sent it, and what browsers must never do with the answer.
final class Gate {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  /// Only our own files run, style and are asked; pictures come from us or from the page itself. So
  /// nothing that a model writes can load or call anything.
  private static final String CONTENT_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' data: blob:",
          "media-src 'self' blob:",
          "connect-src 'self'",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types dompurify");

  private final String host;
  private final boolean isLoopback;

  /// @param host as [PlaygroundSettings#host]
  /// @throws IllegalStateException if this machine does not know the name
  Gate(String host) {
    this.host = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    try {
      this.isLoopback = InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "The web page cannot listen on \"" + host + "\": this machine does not know the name.",
          e);
    }
  }

  /// Whether only this machine reaches the page.
  boolean isLoopback() {
    return isLoopback;
  }

  /// The host as it stands in a URL.
  String host() {
    return host;
  }

  /// Lets the request pass.
  ///
  /// @throws WebRefusal if it was not meant for us, or another site made the browser send it
  void check(Context context) {
    harden(context);
    if (isLoopback && !isOurs(context.host())) {
      throw new WebRefusal(403, "This page answers only to its own address.");
    }
    boolean changesState = !Set.of("GET", "HEAD").contains(context.method().name());
    boolean isInner = changesState || context.path().startsWith("/api/");
    if (isInner && !isSameOrigin(context)) {
      throw new WebRefusal(403, "This was sent by another site, so nothing was done.");
    }
  }

  private static void harden(Context context) {
    context.header("Content-Security-Policy", CONTENT_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "DENY");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    context.header("Cache-Control", "no-store");
  }

  /// Whether a browser that sent this Host header was told a name of ours; another name that leads
  /// to loopback is somebody else's site (DNS rebinding). The port may be a tunnel's.
  private boolean isOurs(@Nullable String hostHeader) {
    if (hostHeader == null) {
      return false;
    }
    String name = hostHeader.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return LOOPBACK_NAMES.contains(name) || name.equals(host.toLowerCase(Locale.ROOT));
  }

  /// A client that sends neither header is no browser, and nobody's cookies are with it.
  private static boolean isSameOrigin(Context context) {
    String site = context.header("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin")
          || (site.equals("none") && context.header("Origin") == null);
    }
    String origin = context.header("Origin");
    if (origin == null) {
      return true;
    }
    try {
      return String.valueOf(context.host()).equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
