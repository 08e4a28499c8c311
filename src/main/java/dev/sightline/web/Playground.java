package dev.sightline.web;

import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.UsageAnswer;
import dev.sightline.event.Platform;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web page on which people ask about what they drop into it, and the server behind it. Safe
/// for all threads; started and closed once.
public final class Playground implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Playground.class);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  /// Uploads are swept once in so many sweeps: every hour.
  private static final int UPLOAD_SWEEP = 60;

  private final PlaygroundSettings settings;
  private final FrontDesk desk;
  private final List<Hook> hooks;
  private final @Nullable DashboardBooks books;
  private final Uploads uploads;
  private final Answers answers = new Answers();
  private final Assets assets = new Assets();
  private final Thread sweeper = Thread.ofVirtual().name("web-sweeper").unstarted(this::sweep);
  private volatile @Nullable Javalin server;

  /// What the page shows before the first question.
  ///
  /// @param markdown how to use it
  /// @param maxUploadBytes most bytes of all files of one question together
  record Help(String markdown, long maxUploadBytes) {}

  /// A page that listens nowhere yet.
  public Playground(PlaygroundSettings settings, FrontDesk desk) {
    this(settings, desk, List.of(), null);
  }

  /// As [#Playground(PlaygroundSettings, FrontDesk)], with paths at which other servers tell us
  /// something, and the admins' dashboard.
  ///
  /// @param books null for no dashboard
  public Playground(
      PlaygroundSettings settings,
      FrontDesk desk,
      List<Hook> hooks,
      @Nullable DashboardBooks books) {
    this.settings = settings;
    this.books = books;
    this.desk = desk;
    this.hooks = List.copyOf(hooks);
    this.uploads =
        new Uploads(settings.uploadFolder(), settings.maxUploadBytes(), InstantSource.system());
  }

  /// Starts listening.
  ///
  /// @return the address of the page
  /// @throws IllegalStateException if the host, the port or the folder cannot be used, or others
  ///   could reach the page and no token keeps them out
  public URI start() {
    Gate gate = new Gate(settings.host());
    if (!gate.isLoopback() && settings.adminToken().isEmpty()) {
      throw new IllegalStateException(
          "Others can reach the web page on \"%s\", so it needs a token: set web.admin-token"
                  .formatted(settings.host())
              + " (SIGHTLINE_ADMIN_TOKEN), or web.bind to 127.0.0.1.");
    }
    try {
      uploads.open();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot use the folder for uploads: " + e, e);
    }
    uploads.sweep();
    Javalin javalin = Javalin.create(config -> configure(config, gate));
    try {
      javalin.start(settings.host(), settings.port());
    } catch (JavalinBindException e) {
      throw new IllegalStateException(
          "Cannot listen on %s:%d: the port is taken or not allowed. Set another one in web.bind."
              .formatted(gate.host(), settings.port()),
          e);
    }
    server = javalin;
    sweeper.start();
    return URI.create("http://" + reachable(gate) + ":" + javalin.port() + "/");
  }

  /// A name to open the page by: the wildcard address is none.
  private static String reachable(Gate gate) {
    try {
      return InetAddress.getByName(gate.host()).isAnyLocalAddress() ? "localhost" : gate.host();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(gate.host(), e);
    }
  }

  private void sweep() {
    try {
      for (int sweeps = 1; true; sweeps++) {
        Thread.sleep(SWEEP_EVERY);
        answers.sweep();
        if (sweeps % UPLOAD_SWEEP == 0) {
          uploads.sweep();
        }
      }
    } catch (InterruptedException e) {
      // The page was closed.
    }
  }

  private void configure(JavalinConfig config, Gate gate) {
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.routes.before(guarded(gate::check));
    TokenCheck token = new TokenCheck(settings.adminToken());
    Predicate<Context> admins = DashboardPass::isNear;
    if (!settings.adminToken().isEmpty()) {
      AdminPass pass = new AdminPass(settings.adminToken(), token);
      if (!gate.isLoopback()) {
        config.routes.before(guarded(pass::check));
      }
      config.routes.get("/login", pass::show);
      config.routes.post("/login", pass::take);
      admins = pass::isShown;
    }
    route(config.routes, admins);
    if (books == null) {
      config.routes.exception(WebRefusal.class, Playground::refuse);
    } else {
      DashboardPass pass = new DashboardPass(settings.adminToken(), token, InstantSource.system());
      Dashboard dashboard = new Dashboard(books, pass);
      dashboard.route(config.routes);
      config.routes.exception(
          WebRefusal.class,
          (refusal, context) -> {
            if (Dashboard.isAt(context)) {
              dashboard.refuse(refusal, context);
            } else {
              refuse(refusal, context);
            }
          });
    }
    config.routes.exception(Exception.class, Playground::broken);
  }

  /// Gate and pass are for people and their browsers.
  private Handler guarded(Handler guard) {
    return context -> {
      if (hooks.stream().noneMatch(hook -> hook.isAt(context))) {
        guard.handle(context);
      }
    };
  }

  /// @param admins whether who sent a request has shown the token, or needs none as nobody else
  ///   reaches the page
  private void route(RoutesConfig routes, Predicate<Context> admins) {
    hooks.forEach(hook -> routes.post(hook.path(), hook::take));
    AskDoor door = new AskDoor(desk, uploads, answers, admins);
    assets.paths().forEach(path -> routes.get(path, assets::send));
    routes.post("/api/asks", door::ask);
    routes.get("/api/asks/{ask}/events", door::events);
    routes.post("/api/asks/{ask}/stop", door::stop);
    routes.get("/api/asks/{ask}/files/{number}", door::file);
    routes.get(
        "/api/usage", context -> context.json(Map.of("markdown", usage(context).markdown())));
    routes.get("/api/usage/chart.png", this::chart);
    routes.get("/api/help", this::help);
    routes.get("/health", context -> context.json(Map.of("status", "up")));
  }

  private UsageAnswer usage(Context context) {
    return desk.usage(Visitor.of(context).person());
  }

  private void chart(Context context) {
    var chart = usage(context).chart();
    context.contentType(chart.mediaType()).result(chart.bytes().toByteArray());
  }

  /// Asked for first by the page, one request alone, so that a new visitor is made once.
  private void help(Context context) {
    Visitor.of(context);
    context.json(new Help(desk.help(Platform.WEB), settings.maxUploadBytes()));
  }

  private static void refuse(WebRefusal refusal, Context context) {
    tell(context, refusal.status(), refusal.sentence());
  }

  /// All that can be asked for by a browser, such as `GET /health`; empty until it has started.
  List<String> endpoints() {
    Javalin running = server;
    return running == null
        ? List.of()
        : running.unsafe.internalRouter.allHttpHandlers().stream()
            .map(each -> each.endpoint)
            .filter(endpoint -> endpoint.method.isHttpMethod())
            .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
            .toList();
  }

  private static void tell(Context context, int status, String sentence) {
    context.status(status).json(Map.of("error", sentence));
  }

  private static void broken(Exception failure, Context context) {
    if (context.res().isCommitted()) {
      LOG.debug("{} left: {}", context.path(), failure.toString());
    } else {
      LOG.error("{} {} broke", context.method(), context.path(), failure);
      tell(context, 500, "Something broke on this side. Please try again.");
    }
  }

  @Override
  public void close() {
    sweeper.interrupt();
    answers.hangUp();
    Javalin running = server;
    if (running != null) {
      running.stop();
    }
  }
}
