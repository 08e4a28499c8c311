package dev.sightline.sim.discord;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.ByteString;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/// What every HTTP call meets on its way: faults, the token, the limits, its route, the ledger.
final class RestServer {
  private static final String ROOT = "/api/v10/";
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

  private final DiscordWorld world;
  private final RateLimits limits;
  private final DiscordFaults faults;
  private final Map<DiscordRoute, Function<ApiRequest, Answer>> handlers =
      new EnumMap<>(DiscordRoute.class);

  RestServer(DiscordWorld world, RateLimits limits, DiscordFaults faults) {
    this.world = world;
    this.limits = limits;
    this.faults = faults;
    new ApplicationRoutes(world).addTo(handlers);
    new ChannelRoutes(world).addTo(handlers);
    new MessageRoutes(world, limits).addTo(handlers);
    new InteractionRoutes(world).addTo(handlers);
  }

  void configure(JavalinConfig config) {
    handlers.forEach((route, handler) ->
        config.routes.addHttpHandler(
            HandlerType.findOrCreate(route.method),
            ROOT + route.template,
            context -> serve(route, handler, context)));
    for (String folder : new String[] {"attachments", "ephemeral-attachments"}) {
      for (String prefix : new String[] {"/", "/media/"}) {
        config.routes.get(
            prefix + folder + "/{channel}/{id}/{name}",
            context -> serveFile(context, context.path().replaceFirst("^/media/", "/")));
      }
    }
    config.routes.exception(
        HttpResponseException.class,
        (refused, context) ->
            write(
                context,
                Rejection.of(
                        refused.getStatus(),
                        0,
                        "%d: %s".formatted(refused.getStatus(), reason(refused.getStatus())))
                    .answer()));
  }

  private static String reason(int status) {
    return status == 404 ? "Not Found" : "Method Not Allowed";
  }

  private void serve(DiscordRoute route, Function<ApiRequest, Answer> handler, Context context) {
    Instant at = Instant.now();
    String major = major(route, context);
    // Clients take a 429 without it for Cloudflare's, which closes everything (JDA 6.5.0,
    // SequentialRestRateLimiter).
    context.header("Via", "1.1 google");
    DiscordFaults.Fault fault = faults.take(route, major);
    Answer answer;
    switch (fault) {
      case DiscordFaults.Fault.CutBefore() -> {
        cut(context);
        return;
      }
      case DiscordFaults.Fault.Refused(int status, int code, String words) ->
          answer = Rejection.of(status, code, words).answer();
      case DiscordFaults.Fault.TooFast tooFast -> answer = slowDown(context, tooFast);
      case DiscordFaults.Fault.Slow(Duration by) -> {
        answer = check(route, major, handler, context);
        pause(by);
      }
      case DiscordFaults.Fault.CutAfter() -> {
        answer = check(route, major, handler, context);
        world.ledger.calls.add(
            new DiscordLedger.Call(at, route, major, answer.status(), answer.code()));
        cut(context);
        return;
      }
      case null -> answer = check(route, major, handler, context);
    }
    world.ledger.calls.add(
        new DiscordLedger.Call(at, route, major, answer.status(), answer.code()));
    write(context, answer);
  }

  private Answer check(
      DiscordRoute route, String major, Function<ApiRequest, Answer> handler, Context context) {
    try {
      if (!route.isInteraction()) {
        if (!("Bot " + world.token).equals(context.header("Authorization"))) {
          throw Rejection.of(ApiError.UNAUTHORIZED);
        }
        spend(context, route, "", limits.takeGlobal(), true);
      }
      RateLimits.Verdict verdict = limits.take(route, major);
      if (verdict != null) {
        spend(context, route, major, verdict, false);
      }
      ApiRequest request = ApiRequest.read(context);
      return world.call(() -> handler.apply(request));
    } catch (Rejection refused) {
      Answer answer = refused.answer();
      if (answer.code() == ApiError.TOO_MANY_OLD_EDITS.code) {
        broken(route, major, "edits of old messages");
      }
      return answer;
    }
  }

  private void spend(
      Context context,
      DiscordRoute route,
      String major,
      RateLimits.Verdict verdict,
      boolean isGlobal) {
    Instant now = Instant.now();
    double after = verdict.resetAfterSeconds(now);
    if (!isGlobal) {
      context.header("X-RateLimit-Bucket", verdict.hash());
      context.header("X-RateLimit-Limit", Integer.toString(verdict.limit().calls()));
      context.header("X-RateLimit-Remaining", Integer.toString(verdict.remaining()));
      context.header("X-RateLimit-Reset-After", seconds(after));
      context.header("X-RateLimit-Reset", seconds(verdict.resetAt().toEpochMilli() / 1000.0));
    }
    if (!verdict.isAllowed()) {
      announce(context, after, isGlobal ? "global" : "user");
      broken(route, major, isGlobal ? "global" : route.bucket);
      throw Rejection.tooFast(after, isGlobal);
    }
  }

  private Answer slowDown(Context context, DiscordFaults.Fault.TooFast fault) {
    if (fault.shared()) {
      world.ledger.sharedRefusals.incrementAndGet();
    }
    double after = fault.retryAfter().toMillis() / 1000.0;
    announce(context, after, fault.global() ? "global" : fault.shared() ? "shared" : "user");
    return Rejection.tooFast(after, fault.global()).answer();
  }

  private static void announce(Context context, double afterSeconds, String scope) {
    context.header("Retry-After", Long.toString((long) Math.ceil(afterSeconds)));
    context.header("X-RateLimit-Scope", scope);
    if (scope.equals("global")) {
      context.header("X-RateLimit-Global", "true");
    }
  }

  private void broken(DiscordRoute route, String major, String what) {
    world.ledger.brokenLimits.add(new DiscordLedger.BrokenLimit(Instant.now(), route, major, what));
  }

  private void serveFile(Context context, String path) throws IOException {
    Instant at = Instant.now();
    String authorization = context.header("Authorization");
    if (authorization != null) {
      world.cdn.sawAuthorization(authorization);
    }
    DiscordFaults.Fault fault = faults.take(DiscordRoute.CDN, "");
    SimAttachment attachment =
        world.cdn.find(
            path, context.queryParam("ex"), context.queryParam("is"), context.queryParam("hm"));
    int status = attachment == null ? 404 : 200;
    if (fault instanceof DiscordFaults.Fault.Refused refused) {
      status = refused.status();
    }
    world.ledger.calls.add(new DiscordLedger.Call(at, DiscordRoute.CDN, path, status, 0));
    switch (fault) {
      case DiscordFaults.Fault.Refused refused ->
          context.status(refused.status()).contentType("text/plain").result(refused.words());
      case DiscordFaults.Fault.CutBefore() -> cut(context);
      case DiscordFaults.Fault.CutAfter() when attachment != null -> {
        byte[] bytes = attachment.file().bytes().toByteArray();
        context.res().setContentLength(bytes.length);
        OutputStream half = context.outputStream();
        half.write(bytes, 0, bytes.length / 2);
        half.flush();
        cut(context);
      }
      case DiscordFaults.Fault.Slow(Duration by) -> {
        pause(by);
        writeFile(context, attachment);
      }
      case null, default -> writeFile(context, attachment);
    }
  }

  private static void writeFile(Context context, @Nullable SimAttachment attachment) {
    if (attachment == null) {
      context.status(404).contentType("text/plain;charset=UTF-8").result(Cdn.GONE);
      return;
    }
    ByteString bytes = attachment.file().bytes();
    context.contentType(attachment.file().contentType()).header("Accept-Ranges", "bytes");
    Matcher range = RANGE.matcher(String.valueOf(context.header("Range")));
    if (!range.matches()) {
      context.result(bytes.toByteArray());
      return;
    }
    long from = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    last = Math.min(last, bytes.size() - 1L);
    if (from > last) {
      context.status(416).header("Content-Range", "bytes */" + bytes.size());
      return;
    }
    context
        .status(206)
        .header("Content-Range", "bytes %d-%d/%d".formatted(from, last, bytes.size()))
        .result(bytes.substring((int) from, (int) last + 1).toByteArray());
  }

  private static void write(Context context, Answer answer) {
    context.status(answer.status());
    if (answer.body() != null) {
      context.contentType("application/json").result(Json.write(answer.body()));
    }
  }

  private static String major(DiscordRoute route, Context context) {
    return switch (route.scope) {
      case NONE -> "";
      case CHANNEL -> context.pathParam("channel");
      case TOKEN -> context.pathParam("token");
    };
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static void cut(Context context) {
    ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(stopped));
    }
  }
}
