package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Many people ask at the page, where no platform's limit slows them, of a provider that fails in
/// every way and another that takes over; they stop answers, and the bot is killed (`kill -9`)
/// again and again. In the end the ledger is held against the providers' own bills, ask by ask.
final class MoneyChaos {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Pattern KEY = Pattern.compile("p\\d{3}-ask-\\d{6}");
  private static final List<String> SHORT_LIFE =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

  /// What is to happen.
  ///
  /// @param persons who ask at the same time, one question after the other
  /// @param life longest time from the bot's word that it is ready to its end
  /// @param drain for all to have ended after the last kill
  record Plan(long seed, int persons, int asks, Duration life, Duration drain) {}

  /// What came of it.
  record Result(int asks, int kills, int stops, MoneyChaosBooks books, List<String> broken) {
    String inWords() {
      return "money: %,d asks, %d kills -9, %,d stops; %s%s"
          .formatted(
              asks,
              kills,
              stops,
              books.inWords(),
              broken.isEmpty() ? "" : "\n  " + String.join("\n  ", broken));
    }
  }

  private final Plan plan;
  private final Path folder;
  private final Random random;
  private final ChatSim first = new ChatSim(ChatProfile.OPENROUTER);
  private final ChatSim second = new ChatSim(ChatProfile.OPENROUTER);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();

  private MoneyChaos(Plan plan, Path folder) {
    this.plan = plan;
    this.folder = folder;
    this.random = new Random(plan.seed());
    first.answerWith(MoneyChaos::failing);
    second.answerWith(MoneyChaos::answer);
  }

  /// @param folder takes the bot's store and log
  static Result run(Plan plan, Path folder) throws Exception {
    MoneyChaos chaos = new MoneyChaos(plan, folder);
    try {
      return chaos.run();
    } finally {
      chaos.first.close();
      chaos.second.close();
    }
  }

  private Result run() throws Exception {
    PageCrowd crowd = new PageCrowd(plan.persons(), plan.asks(), plan.seed(), asked, stopped);
    int kills = 0;
    try {
      while (!crowd.isDone()) {
        try (ChildProcess bot = BotProcess.launch(folder, config(), SHORT_LIFE)) {
          crowd.goTo(BotProcess.awaitPage(bot));
          crowd.await(Duration.ofMillis(random.nextLong(plan.life().toMillis())));
        }
        crowd.leave();
        kills++;
        System.err.printf("%d kills, %,d asks, %,d stops%n", kills, asked.get(), stopped.get());
      }
    } finally {
      crowd.close();
    }
    List<String> broken = new ArrayList<>(crowd.broken());
    try (ChildProcess bot = BotProcess.launch(folder, config(), SHORT_LIFE)) {
      BotProcess.awaitReady(bot);
      awaitEnds();
      bot.end(Duration.ofSeconds(30));
    }
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      MoneyChaosBooks books = MoneyChaosBooks.of(store, bills());
      broken.addAll(books.broken());
      return new Result(asked.get(), kills, stopped.get(), books, broken);
    }
  }

  private ObjectNode config() {
    ObjectNode config = new ObjectMapper().createObjectNode();
    ObjectNode providers = config.putObject("providers");
    providers.putObject("openrouter").put("base-url", first.baseUrl()).put("key", ChatSim.KEY);
    providers
        .putObject("second")
        .put("kind", "openai")
        .put("base-url", second.baseUrl())
        .put("key", ChatSim.KEY);
    config.putArray("routes").addPOJO(route("openrouter")).addPOJO(route("second"));
    config.putObject("limits").put("asks-per-minute", 0);
    return config;
  }

  private static ObjectNode route(String provider) {
    ObjectNode route = new ObjectMapper().createObjectNode();
    route.put("name", provider).put("provider", provider);
    route.put("model", "google/gemini-3.1-flash-lite").putArray("takes").add("text").add("image");
    return route;
  }

  /// The key of the ask that a text is part of.
  static String key(String text) {
    Matcher found = KEY.matcher(text);
    if (!found.find()) {
      throw new IllegalArgumentException("no ask in: " + text);
    }
    return found.group();
  }

  private static int number(String key) {
    return Integer.parseInt(key.substring(key.length() - 6));
  }

  private static ModelAnswer answer(ModelAsk ask) {
    int number = number(key(ask.text()));
    String[] words = new String[6 + number % 12];
    for (int i = 0; i < words.length; i++) {
      words[i] = "word " + i + " of many ";
    }
    return ModelAnswer.ofPieces(words).pacedBy(Duration.ofMillis(number % 3 == 0 ? 60 : 10));
  }

  /// Every other call goes wrong.
  private static ModelAnswer failing(ModelAsk ask) {
    ModelAnswer answer = answer(ask);
    return switch (number(key(ask.text())) % 16) {
      case 0 -> answer.failing(Fault.status(500));
      case 1 -> answer.failing(new Fault.Ingress(502));
      case 2 -> answer.failing(Fault.status(429));
      case 3 -> answer.failing(new Fault.CutInEvent(3));
      case 4 -> answer.failing(new Fault.CutBeforeFinish());
      case 5 -> answer.failing(new Fault.ErrorInStream(2, 502, "upstream is gone"));
      case 6 -> answer.failing(Fault.Quirk.NO_COST);
      case 7 -> answer.failing(Fault.Quirk.NO_USAGE);
      case 8 -> answer.failing(new Fault.LateFirstByte(Duration.ofMillis(400)));
      case 9 -> answer.failing(new Fault.CutInEvent(0));
      default -> answer;
    };
  }

  private List<Bill> bills() {
    List<Bill> all = new ArrayList<>(first.bills().bills());
    all.addAll(second.bills().bills());
    return all;
  }

  /// Until nothing is under way, and what providers tell late is told.
  private void awaitEnds() throws InterruptedException {
    long end = System.nanoTime() + plan.drain().toNanos();
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      while (System.nanoTime() < end && MoneyChaosBooks.open(store) > 0) {
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  /// The long run: at least 10,000 asks.
  public static void main(String[] args) throws Exception {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                "kill children"));
    long seed = args.length > 0 ? Long.parseLong(args[0]) : System.nanoTime();
    int asks = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    System.err.println("money: seed " + seed);
    Path folder =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target", "bench").toAbsolutePath()), "money-");
    Result result =
        run(new Plan(seed, 40, asks, Duration.ofSeconds(8), Duration.ofSeconds(120)), folder);
    System.out.println(result.inWords());
    System.exit(result.broken().isEmpty() ? 0 : 1);
  }
}
