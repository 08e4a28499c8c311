package dev.sightline.bot;

import dev.sightline.ask.AdminPresses;
import dev.sightline.ask.AskFlow;
import dev.sightline.ask.AskList;
import dev.sightline.ask.AskRules;
import dev.sightline.ask.AskWords;
import dev.sightline.ask.CatchUps;
import dev.sightline.ask.Conversations;
import dev.sightline.ask.Corrections;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Inbox;
import dev.sightline.ask.Journal;
import dev.sightline.ask.KeptUploads;
import dev.sightline.ask.Orders;
import dev.sightline.ask.PersonalSettings;
import dev.sightline.ask.Recovery;
import dev.sightline.ask.Rights;
import dev.sightline.ask.SettingsDesk;
import dev.sightline.ask.ThreadLanes;
import dev.sightline.ask.UsageDesk;
import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.ProviderSection;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import dev.sightline.http.HostList;
import dev.sightline.http.HttpStack;
import dev.sightline.ledger.Attic;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.ChannelNames;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.PriceBook;
import dev.sightline.ledger.Spending;
import dev.sightline.limit.Pause;
import dev.sightline.media.FalStorage;
import dev.sightline.media.Ffmpeg;
import dev.sightline.media.Ffprobe;
import dev.sightline.media.ImageFitter;
import dev.sightline.media.MediaFolder;
import dev.sightline.media.MediaLimits;
import dev.sightline.media.MediaPipeline;
import dev.sightline.media.PictureMeter;
import dev.sightline.route.FileFacts;
import dev.sightline.route.OfflineRoute;
import dev.sightline.route.RouteTable;
import dev.sightline.store.Store;
import dev.sightline.store.StoreUnusable;
import dev.sightline.stream.EditPacer;
import dev.sightline.web.DashboardBooks;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// All parts of the bot but the surfaces: constructed once, in the order in which they need each
/// other, and closed in the opposite one.
final class Bot implements AutoCloseable {
  /// For one video; our own choice.
  private static final Duration FFPROBE_TIME = Duration.ofSeconds(20);

  private final SightlineConfig config;
  private final Deque<AutoCloseable> parts;
  private final HttpStack http;
  private final Store store;
  private final Providers providers;
  private final Models models;
  private final Ffmpeg ffmpeg;
  private final PriceBook prices;
  private final RouteTable routes;
  private final ThreadLanes lanes;
  private final FrontDesk desk;
  private final EditPacer pacer;
  private final Journal journal;
  private final BudgetBook budgets;
  private final Ledger ledger;
  private final Conversations conversations;
  private final Corrections corrections;
  private final Watch watch;
  private final Recovery recovery;
  private final Orders orders;
  private final List<Runnable> intakes = new CopyOnWriteArrayList<>();
  private final PlatformLinks platformLinks;
  private final Rights rights;

  private Bot(SightlineConfig config, Deque<AutoCloseable> parts) throws IOException {
    InstantSource time = InstantSource.system();
    this.config = config;
    this.parts = parts;
    platformLinks = new PlatformLinks(config);
    rights = HouseRules.rights(config);
    store = opened(Store.open(config.store().url()));
    http = opened(new HttpStack());
    budgets = new BudgetBook(store, time, HouseRules.budget(config));
    ledger = new Ledger(store, time, budgets);
    journal = new Journal(store, time);
    conversations =
        new Conversations(
            store,
            time,
            Math.max(1, config.limits().conversationTokens()),
            config.retention().conversations());
    pacer = opened(new EditPacer());
    watch = opened(new Watch(config, store, time, pacer, budgets, ledger));
    providers = new Providers(config, http, time, watch.credit());
    MediaLimits limits = mediaLimits(config.limits(), config.retention().media());
    MediaFolder folder = new MediaFolder(config.store().workDir(), limits, time);
    ffmpeg = new Ffmpeg(config.store().workDir().resolveSibling("ffmpeg"));
    ImageFitter fitter = opened(new ImageFitter(folder, limits, ffmpeg));
    FileFacts facts =
        new FileFacts(new PictureMeter(limits, fitter), new Ffprobe(ffmpeg, FFPROBE_TIME));
    models = new Models(config, http, providers, time);
    prices = PriceRules.prices(config, models.catalogue());
    routes =
        new RouteTable(
            providers.choices(),
            new RouteTable.Choice(OfflineRoute.ROUTE, new OfflineRoute(facts)));
    corrections = opened(new Corrections(ledger));
    AskFlow flow =
        new AskFlow(
            ledger,
            prices,
            platformLinks,
            media(folder, limits, fitter, time),
            routes,
            pacer,
            conversations,
            journal,
            corrections,
            new AskRules(
                config.prompts().system(),
                NanoUsd.ofUsd(config.limits().holdUsd()),
                config.limits().answerTime(),
                config.limits().fallOver(),
                config.limits().hedgeAfter(),
                config.limits().reuseAnswers(),
                NanoUsd.ofUsd(config.limits().askAboveUsd()),
                HouseRules.channels(config),
                rights,
                new AskRules.VideoRule(config.limits().videoTimePerDay(), budgets.zone())),
            time);
    recovery = new Recovery(ledger, prices, routes, pacer, journal, corrections, time);
    AskWords words = new AskWords(config.prompts().look(), config.prompts().watch());
    PersonalSettings settings = new PersonalSettings(store, time, ledger.identities());
    lanes =
        opened(
            new ThreadLanes(
                conversations,
                words,
                flow,
                journal,
                settings,
                HouseRules.admission(config, rights),
                time));
    orders = new Orders(store, time, ledger, budgets, rights, lanes, conversations, folder);
    desk =
        new FrontDesk(
            new AdminPresses(lanes, watch.pauses(), rights),
            lanes::answersIn,
            new UsageDesk(
                store,
                time,
                budgets,
                ledger.identities(),
                new SettingsDesk(settings, routes, rights)),
            config.channels().entrySet().stream()
                .filter(channel -> channel.getValue().summarisesVideoLinks())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()),
            new Inbox(store, time),
            new CatchUps(store, time),
            orders,
            new ChannelNames(store));
  }

  /// Opens the store and makes all parts; nothing listens and nothing is called yet.
  ///
  /// @throws CannotRun if the store or the media folder cannot be used
  static Bot open(SightlineConfig config) throws CannotRun {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return new Bot(config, parts);
    } catch (StoreUnusable | IOException | IllegalArgumentException e) {
      close(parts, e);
      throw new CannotRun("Cannot start: " + e.getMessage(), e);
    }
  }

  SightlineConfig config() {
    return config;
  }

  Store store() {
    return store;
  }

  Ffmpeg ffmpeg() {
    return ffmpeg;
  }

  Providers providers() {
    return providers;
  }

  Models models() {
    return models;
  }

  PriceBook prices() {
    return prices;
  }

  /// Who may do what.
  Rights rights() {
    return rights;
  }

  RouteTable routes() {
    return routes;
  }

  ThreadLanes lanes() {
    return lanes;
  }

  FrontDesk desk() {
    return desk;
  }

  EditPacer pacer() {
    return pacer;
  }

  Journal journal() {
    return journal;
  }

  /// What admins see in the web page.
  DashboardBooks dashboard() {
    InstantSource time = InstantSource.system();
    ZoneId zone = budgets.zone();
    return new DashboardBooks(
        new Spending(store, time, zone),
        new AskList(store),
        budgets,
        new BudgetUse(store, time, zone),
        watch.pauses());
  }

  Conversations conversations() {
    return conversations;
  }

  BudgetBook budgets() {
    return budgets;
  }

  Ledger ledger() {
    return ledger;
  }

  Corrections corrections() {
    return corrections;
  }

  Recovery recovery() {
    return recovery;
  }

  /// What of the books goes when it is old.
  Attic attic() {
    return new Attic(store, InstantSource.system(), budgets.zone());
  }

  Orders orders() {
    return orders;
  }

  Watch watch() {
    return watch;
  }

  /// Stopped first when the bot is stopped.
  void intake(Runnable stop) {
    intakes.add(stop);
  }

  private MediaPipeline media(
      MediaFolder folder, MediaLimits limits, ImageFitter fitter, InstantSource time) {
    HostList allowed = HostList.of(config.guard().allowHosts());
    return new MediaPipeline(
        folder,
        new GuardedFetcher(http, allowed, platformHosts()),
        credentials(config, allowed),
        platformLinks,
        limits,
        fitter,
        ffmpeg,
        providers.storage().map(this::storage).orElse(null),
        time);
  }

  PlatformLinks platformLinks() {
    return platformLinks;
  }

  private HostList platformHosts() {
    return HostList.of(
        Stream.concat(config.slack().fileHosts().stream(), config.discord().cdnHosts().stream())
            .toList());
  }

  private FalStorage storage(ProviderSection provider) {
    URI restUrl = provider.restUrl().orElseThrow(() -> new IllegalArgumentException("rest-url"));
    return new FalStorage(
        http,
        provider.name(),
        restUrl,
        provider.key().value(),
        new KeptUploads(store, InstantSource.system()),
        Pause.SLEEP);
  }

  /// Slack's token goes to Slack's file hosts, and to them only.
  private static HostCredentials credentials(SightlineConfig config, HostList allowed) {
    if (!config.slack().isOn()) {
      return HostCredentials.NONE;
    }
    return new HostCredentials(
        List.of(
            new HostCredentials.Rule(
                HostList.of(config.slack().fileHosts()),
                "Bearer " + config.slack().botToken().value())),
        allowed);
  }

  private static MediaLimits mediaLimits(SightlineConfig.LimitsSection limits, Duration kept) {
    MediaLimits defaults = MediaLimits.DEFAULTS;
    return new MediaLimits(
        limits.maxPictureMb() * 1_000_000L,
        limits.maxVideoMb() * 1_000_000L,
        limits.maxPictureMegapixels() * 1_000_000L,
        limits.maxFiles(),
        defaults.fetchesAtOnce(),
        limits.fetchTime(),
        Duration.ofSeconds(Math.min(15, limits.fetchTime().toSeconds())),
        limits.maxVideoTime(),
        limits.convertTime(),
        kept,
        defaults.maxFolderBytes());
  }

  /// Registers a part to be closed, last opened first.
  <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /// Intake stops; running asks get their grace, and the rest says farewell, while the surfaces
  /// still stand; then everything goes, last opened first.
  @Override
  public void close() {
    intakes.forEach(Runnable::run);
    intakes.clear();
    lanes.close(config.limits().grace());
    close(parts, null);
  }

  private static void close(Deque<AutoCloseable> parts, @Nullable Exception cause) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        if (cause == null) {
          LoggerFactory.getLogger(Bot.class).warn("closing {}", part.getClass(), e);
        } else {
          cause.addSuppressed(e);
        }
      }
    }
  }
}
