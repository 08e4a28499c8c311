package dev.sightline.bot;

import dev.sightline.config.ConfigReader;
import dev.sightline.config.SightlineConfig;
import dev.sightline.discord.DiscordSurface;
import dev.sightline.event.Platform;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.UsageReader;
import dev.sightline.ledger.UsageReport;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.slack.SlackSurface;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.imageio.ImageIO;
import okio.ByteString;
import org.awaitility.Awaitility;

/// A whole bot between simulated platforms and a simulated fal, all over real sockets.
final class BotWorld {
  /// A follow-up call of the platform, a fetch and an upload are done well within this.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final FalSim fal = new FalSim();
  final ChatSim openRouter = new ChatSim(ChatProfile.OPENROUTER);
  final SlackSim slack = new SlackSim();
  final DiscordSim discord = DiscordSim.start();
  private final Path folder;
  private final Deque<AutoCloseable> surfaces = new ArrayDeque<>();
  private Bot bot;

  /// Starts the bot on both platforms.
  ///
  /// @param more further YAML
  BotWorld(Path folder, String more) throws Exception {
    this(folder, more, "");
  }

  /// As [#BotWorld(Path, String)], with a simulated OpenRouter for text alone, fal for the rest but
  /// pictures, streamed even where it takes long, and for those another server.
  ///
  /// @param pictures the YAML of that server
  static BotWorld withARouteEach(Path folder, String pictures, String more) throws Exception {
    return new BotWorld(
        folder,
        """
        routes:
          - { name: openrouter, provider: openrouter, model: "google/gemini-3.1-flash-lite", takes: [text] }
          - { name: fal, provider: fal, model: "google/gemini-3.1-flash-lite", takes: [text, youtube] }
          - { name: pictures, provider: pictures, model: "qwen/qwen2.5-vl-7b", takes: [text, image] }
        """
            + more,
        "  openrouter: { base-url: \"%s\", key: \"%s\" }\n" + "  pictures: " + pictures + "\n",
        "way: stream, ",
        FalSim.KEY);
  }

  /// As [#BotWorld(Path, String)], with a server of Anthropic's shape for text, and a price of its
  /// model.
  ///
  /// @param server the YAML of that server
  static BotWorld withAnthropic(Path folder, String server) throws Exception {
    return new BotWorld(
        folder,
        """
        routes:
          - { name: claude, provider: claude, model: "flux-pinned-claude-sonnet", takes: [text, image] }
        prices:
          - { model: "flux-pinned-claude-sonnet", prompt-usd: 3, completion-usd: 15, source: "a test", date: 2026-11-21 }
        limits: { fall-over: false }
        """,
        "  claude: " + server + "\n");
  }

  /// As [#BotWorld(Path, String)], with a simulated OpenRouter behind fal, which tells what a
  /// stopped call cost.
  static BotWorld withOpenRouter(Path folder) throws Exception {
    return withOpenRouter(folder, "");
  }

  /// As [#withOpenRouter(Path)].
  ///
  /// @param more further YAML
  static BotWorld withOpenRouter(Path folder, String more) throws Exception {
    return new BotWorld(folder, more, "  openrouter: { base-url: \"%s\", key: \"%s\" }\n");
  }

  /// As [#BotWorld(Path, String)], with further keys of fal's, as YAML.
  static BotWorld withFal(Path folder, String keys) throws Exception {
    return new BotWorld(folder, "", "", keys + ", ", FalSim.KEY);
  }

  /// As [#BotWorld(Path, String)], with further providers.
  ///
  /// @param providers their YAML, where `%1$s` is the simulated OpenRouter's URL and `%2$s` its
  ///   key, `%3$s` to `%6$s` are fal's run, queue, rest and OpenAI URLs, and `%7$s` is its key
  static BotWorld withProviders(Path folder, String providers, String more) throws Exception {
    return new BotWorld(folder, more, providers);
  }

  /// A bot that has no key of any provider.
  static BotWorld withoutProviders(Path folder) throws Exception {
    return new BotWorld(folder, "", "", "", "");
  }

  private BotWorld(Path folder, String more, String providers) throws Exception {
    this(folder, more, providers, "", FalSim.KEY);
  }

  private BotWorld(Path folder, String more, String providers, String falKeys, String falKey)
      throws Exception {
    this.folder = folder;
    Files.writeString(
        folder.resolve("sightline.yaml"),
        yaml(falKeys, falKey)
            + providers.formatted(
                openRouter.baseUrl(),
                ChatSim.KEY,
                fal.runUrl(),
                fal.queueUrl(),
                fal.restUrl(),
                fal.openAiUrl(),
                FalSim.KEY)
            + more);
    bot = Bot.open(config());
    startSurfaces();
  }

  /// Stops the bot as its operator would, and starts it anew on the same store.
  void restart() throws Exception {
    stopBot();
    bot = Bot.open(config());
    startSurfaces();
  }

  /// As [#restart()], with further YAML, for what only the running platforms can name.
  void restart(String more) throws Exception {
    Files.writeString(folder.resolve("sightline.yaml"), more, StandardOpenOption.APPEND);
    restart();
  }

  private void stopBot() throws Exception {
    while (!surfaces.isEmpty()) {
      surfaces.pop().close();
    }
    bot.close();
  }

  private String yaml(String falKeys, String falKey) {
    return """
    store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
    web: { bind: "127.0.0.1:0" }
    slack: { bot-token: "%2$s", app-token: "%3$s", api-url: "%4$s", file-hosts: ["%5$s"] }
    discord: { bot-token: "%6$s", api-url: "%7$s", gateway-url: "%8$s", cdn-hosts: ["%9$s"] }
    guard: { allow-hosts: ["%5$s", "%9$s", "127.0.0.1"] }
    providers:
      fal: { %14$skey: "%10$s", run-url: "%11$s", queue-url: "%12$s", rest-url: "%13$s" }
    """
        .formatted(
            folder,
            slack.botToken(),
            slack.appToken(),
            slack.apiUrl(),
            slack.authority(),
            discord.token(),
            discord.restUrl(),
            discord.gatewayUrl(),
            discord.authority(),
            falKey,
            fal.runUrl(),
            fal.queueUrl(),
            fal.restUrl(),
            falKeys);
  }

  SightlineConfig config() throws Exception {
    return new ConfigReader(name -> null).read(folder);
  }

  Bot bot() {
    return bot;
  }

  private void startSurfaces() throws Exception {
    SlackSurface slackSurface = new SlackSurface(Surfaces.slack(bot), bot.desk());
    surfaces.push(slackSurface);
    slackSurface.start();
    DiscordSurface discordSurface = new DiscordSurface(Surfaces.discord(bot), bot.desk());
    surfaces.push(discordSurface);
    discordSurface.start();
    bot.watch().isHere(Platform.SLACK, slackSurface::noticeboard);
    bot.watch().isHere(Platform.DISCORD, discordSurface::noticeboard);
    bot.watch().start();
    bot.platformLinks().slackIsHere(slackSurface::linkedFile);
    bot.platformLinks().discordIsHere(discordSurface::linkedFile, discordSurface::freshLink);
  }

  /// Everything that the ledger has.
  UsageReport usage() {
    return new UsageReader(bot.store(), InstantSource.system()).month(ZoneId.systemDefault());
  }

  /// The ledger as CSV.
  String csv() throws IOException {
    StringBuilder csv = new StringBuilder();
    new UsageReader(bot.store(), InstantSource.system()).csv(Instant.EPOCH, csv);
    return csv.toString();
  }

  /// The ledger's sum for one person, by the name that reports show.
  BigDecimal spentBy(String person) {
    return usage().byPerson().stream()
        .filter(line -> line.label().equals(person))
        .map(line -> line.totals().cost().toUsd())
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  /// The bill of the call whose question had these words.
  Bill bill(String words) {
    List<Bill> found =
        fal.bills().bills().stream().filter(bill -> bill.ask().text().contains(words)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " bills for \"" + words + "\"");
    }
    return found.getFirst();
  }

  /// Waits until the bot has nothing under way.
  void settle() {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> fal.bills().openCalls() == 0 && bot.ledger().held().equals(NanoUsd.ZERO));
  }

  /// A real video of two seconds, made by ffmpeg.
  static ByteString video(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("made-" + System.nanoTime() + ".mp4");
    Process ffmpeg =
        new ProcessBuilder(
                "ffmpeg",
                "-loglevel",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=2:size=320x240:rate=15",
                "-pix_fmt",
                "yuv420p",
                file.toString())
            .inheritIO()
            .start();
    if (ffmpeg.waitFor() != 0) {
      throw new AssertionError("ffmpeg failed; install it (apt-get install ffmpeg)");
    }
    return ByteString.of(Files.readAllBytes(file));
  }

  /// A real photograph without anything that the bot would take out of it (EXIF, comments, text).
  static ByteString photo(String name) throws IOException {
    BufferedImage image = ImageIO.read(Path.of("src/test/resources/media", name).toFile());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), bytes)) {
      throw new AssertionError("no writer for " + name);
    }
    return ByteString.of(bytes.toByteArray());
  }

  /// Stops the bot first, as its operator would, then the world.
  void stop() throws Exception {
    stopBot();
    slack.close();
    discord.close();
    fal.close();
    openRouter.close();
  }
}
