package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.bot.RouteCell.Outcome;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SimProvider;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/// A bot with a few services, and a channel for each case at each of them.
final class RouteWorld {
  static final String BEGINNING = "A cat 🐈 sits";
  static final String[] PIECES = {BEGINNING, " on a mât", " and looks", " away."};
  static final String ANSWER = String.join("", PIECES);
  static final String FIRST = "What is in the cup?";

  /// For a million tokens, of every model that the simulators take money for here.
  static final BigDecimal PROMPT_USD = new BigDecimal("0.307");

  static final BigDecimal COMPLETION_USD = new BigDecimal("2.503");

  /// After so many events each shape has said something.
  private static final Fault BREAK = new Fault.ErrorInStream(4, 502, "Upstream idle timeout");

  /// The end of an answer's last line.
  static final Pattern FOOTER = Pattern.compile(" · \\d+\\.\\d s$");

  private static final Pattern CASE = Pattern.compile("\\[\\w+/(\\w+)]");

  private final Gate never = new Gate();
  private final Map<ChatProfile, ChatSim> sims = new EnumMap<>(ChatProfile.class);
  private final Map<RouteCell, SimMessage> questions = new ConcurrentHashMap<>();
  private final Media media;
  final BotWorld world;

  /// What people post.
  record Media(ByteString coffee, ByteString chelsea, ByteString rocket, ByteString clip) {
    static Media make(Path folder) throws Exception {
      return new Media(
          BotWorld.photo("coffee.png"),
          BotWorld.photo("chelsea.png"),
          BotWorld.photo("rocket.jpg"),
          BotWorld.video(folder));
    }

    List<ByteString> pictures() {
      return List.of(coffee, chelsea, rocket);
    }
  }

  /// @param services with [RouteService#OFFLINE], a bot without any
  RouteWorld(Path folder, Media media, List<RouteService> services) throws Exception {
    this.media = media;
    if (services.equals(List.of(RouteService.OFFLINE))) {
      world = BotWorld.withoutProviders(folder);
      return;
    }
    services.stream()
        .map(service -> service.profile)
        .filter(profile -> profile != null && !isInWorld(profile))
        .forEach(profile -> sims.computeIfAbsent(profile, ChatSim::new));
    world =
        BotWorld.withProviders(
            folder,
            services.stream().map(this::provider).collect(Collectors.joining()),
            settings(services));
    services.forEach(service -> provided(service).answerWith(this::answer));
  }

  private static boolean isInWorld(ChatProfile profile) {
    return profile == ChatProfile.OPENROUTER || profile == ChatProfile.FAL_OPENAI;
  }

  /// The line of `providers`; see [BotWorld#withProviders].
  private String provider(RouteService service) {
    String reached =
        switch (service) {
          case FAL_STREAM, FAL_QUEUE ->
              "run-url: \"%3$s\", queue-url: \"%4$s\", rest-url: \"%5$s\", key: \"%7$s\"";
          case FAL_OPENAI -> "base-url: \"%6$s\", key: \"%7$s\"";
          case OPENROUTER -> "base-url: \"%1$s\", key: \"%2$s\"";
          case FLUX_ANTHROPIC -> "base-url: \"" + sim(service).anthropicUrl() + "\", key: \"%2$s\"";
          case FLUX, MYROUTER -> "base-url: \"" + sim(service).baseUrl() + "\", key: \"%2$s\"";
          case OLLAMA, LLAMA_CPP, VLLM, LM_STUDIO -> "base-url: \"" + sim(service).baseUrl() + "\"";
          case OFFLINE -> throw new IllegalArgumentException("service: " + service);
        };
    String habits = service.habits.isEmpty() ? "" : service.habits + ", ";
    return "  %s: { %s%s }\n".formatted(service.configName(), habits, reached);
  }

  /// Prices are those of the simulators, so that an estimate out of tokens comes to the bill.
  private static String settings(List<RouteService> services) {
    String models =
        services.stream()
            .filter(service -> service != RouteService.FLUX)
            .map(service -> service.model)
            .distinct()
            .map(RouteWorld::price)
            .collect(Collectors.joining());
    String routes =
        services.stream()
            .map(service -> "  - " + service.route() + "\n")
            .collect(Collectors.joining());
    String channels =
        services.stream()
            .flatMap(service ->
                Arrays.stream(RouteCase.values())
                    .map(asked ->
                        "  %s: { routes: [%s] }\n"
                            .formatted(channel(service, asked), service.configName())))
            .collect(Collectors.joining());
    return """
    limits: { asks-per-minute: 0 }
    routes:
      - { name: fal, provider: fal, model: "google/gemini-3.1-flash-lite" }
    %sprices:
    %schannels:
    %s\
    """
        .formatted(routes, models, channels);
  }

  private static String price(String model) {
    return "  - { model: \"%s\", prompt-usd: %s, completion-usd: %s, source: \"its simulator\", date: 2026-11-21 }\n"
        .formatted(model, PROMPT_USD, COMPLETION_USD);
  }

  private ChatSim sim(RouteService service) {
    return Objects.requireNonNull(sims.get(service.profile), service.name());
  }

  /// Its simulator.
  SimProvider provided(RouteService service) {
    return switch (service) {
      case FAL_STREAM, FAL_QUEUE, FAL_OPENAI -> world.fal.provider();
      case OPENROUTER -> world.openRouter.provider();
      default -> sim(service).provider();
    };
  }

  private ModelAnswer answer(ModelAsk ask) {
    var tag = CASE.matcher(ask.text());
    if (!tag.find()) {
      throw new AssertionError("no case: " + ask.text());
    }
    ModelAnswer whole = ModelAnswer.ofPieces(PIECES);
    return switch (RouteCase.valueOf(tag.group(1))) {
      case STOP -> whole.holdingAfter(1, never);
      case NO_USAGE -> whole.failing(Fault.Quirk.NO_USAGE);
      case BREAK -> whole.failing(BREAK);
      default -> whole;
    };
  }

  static String channel(RouteService service, RouteCase asked) {
    return "C%s_%s".formatted(service, asked);
  }

  /// Asks one thing, and does what else the case wants of the person.
  void ask(RouteCell cell) throws Exception {
    switch (cell.asked()) {
      case TEXT, NO_USAGE, BREAK -> post(cell, "Where is it?");
      case ONE_IMAGE -> post(cell, FIRST, coffee());
      case THREE_IMAGES ->
          post(
              cell,
              "Which is which?",
              coffee(),
              world.slack.file("chelsea.png", "image/png", media.chelsea),
              world.slack.file("rocket.jpg", "image/jpeg", media.rocket));
      case VIDEO ->
          post(cell, "What moves?", world.slack.file("clip.mp4", "video/mp4", media.clip));
      case YOUTUBE -> post(cell, "Who sings in <https://youtu.be/dQw4w9WgXcQ?t=42>?");
      case FOLLOW_UP -> followUp(cell);
      case STOP -> stop(cell);
      case ERROR -> fail(cell);
    }
  }

  private SimFile coffee() {
    return world.slack.file("coffee.png", "image/png", media.coffee);
  }

  private void followUp(RouteCell cell) {
    SimMessage first = post(cell, FIRST, coffee());
    eventually(() -> assertThat(said(cell)).containsPattern(FOOTER));
    world
        .slack
        .channel(first.channelId())
        .reply(person(cell), first.ts(), cell.tag() + " And is it warm?");
  }

  private void stop(RouteCell cell) {
    if (cell.service() == RouteService.FAL_QUEUE) {
      world.fal.queue().pace(0, Integer.MAX_VALUE);
    }
    post(cell, "Tell me all about cats.");
    String shown = cell.service() == RouteService.FAL_QUEUE ? "The model is at work…" : BEGINNING;
    eventually(() -> assertThat(said(cell)).startsWith(shown));
    world.fal.queue().pace(1, 1);
    world.slack.person(person(cell)).press(answers(cell).getFirst(), "Stop");
  }

  private void fail(RouteCell cell) {
    provided(cell.service()).faults().next(Fault.status(500));
    post(cell, "Does it work?");
    eventually(() -> assertThat(said(cell)).contains(cell.said()));
  }

  private SimMessage post(RouteCell cell, String words, SimFile... files) {
    world.slack.person(person(cell), person(cell));
    SimMessage question =
        world
            .slack
            .channel(channel(cell.service(), cell.asked()))
            .post(
                person(cell),
                "%s %s %s".formatted(world.slack.mention(), cell.tag(), words),
                files);
    questions.put(cell, question);
    return question;
  }

  private static String person(RouteCell cell) {
    return "U" + cell.service();
  }

  List<SimMessage> answers(RouteCell cell) {
    SimMessage question = questions.get(cell);
    if (question == null) {
      throw new AssertionError("not asked: " + cell);
    }
    return world.slack.ledger().answersIn(question.channelId(), question.ts());
  }

  /// All that stands in the thread.
  String said(RouteCell cell) {
    return answers(cell).stream().map(SimMessage::readerText).collect(Collectors.joining("\n"));
  }

  /// Of all calls that the case led to.
  List<Bill> bills(RouteCell cell) {
    return cell.outcome() == Outcome.NONE || cell.service() == RouteService.OFFLINE
        ? List.of()
        : provided(cell.service()).bills().bills().stream()
            .filter(bill -> bill.ask().text().contains(cell.tag()))
            .toList();
  }

  /// The lines of the ledger of the case's channel.
  List<String[]> entries(RouteCell cell) throws Exception {
    String channel = channel(cell.service(), cell.asked());
    return world
        .csv()
        .lines()
        .map(line -> line.split(",", -1))
        .filter(cells -> cells[3].equals(channel))
        .toList();
  }

  static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(30))
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(assertion);
  }

  void stop() throws Exception {
    never.open();
    world.stop();
    sims.values().forEach(ChatSim::close);
  }
}
