package dev.sightline.bot;

import static dev.sightline.bot.RouteWorld.ANSWER;
import static dev.sightline.bot.RouteWorld.BEGINNING;
import static dev.sightline.bot.RouteWorld.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.bot.RouteCell.Outcome;
import dev.sightline.bot.RouteService.Cost;
import dev.sightline.sim.SeenCall;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimProvider;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okio.ByteString;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every service with every case: one ask for each cell of docs/routes.md, all at once.
///
/// A few bots, because a workspace of Slack has 50 edits a minute.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteMatrixIT {
  private static final List<List<RouteService>> BOTS =
      List.of(
          List.of(RouteService.FAL_STREAM, RouteService.FAL_QUEUE, RouteService.FAL_OPENAI),
          List.of(
              RouteService.OPENROUTER,
              RouteService.FLUX,
              RouteService.FLUX_ANTHROPIC,
              RouteService.MYROUTER),
          List.of(
              RouteService.OLLAMA,
              RouteService.LLAMA_CPP,
              RouteService.VLLM,
              RouteService.LM_STUDIO),
          List.of(RouteService.OFFLINE));

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final int CHARACTERS_PER_TOKEN = 4;

  @TempDir static Path folder;

  private final Map<RouteService, RouteWorld> worlds = new EnumMap<>(RouteService.class);
  private RouteWorld.Media media;

  @BeforeAll
  void askAll() throws Exception {
    media = RouteWorld.Media.make(folder);
    for (List<RouteService> services : BOTS) {
      Path own = Files.createDirectory(folder.resolve(services.getFirst().configName()));
      RouteWorld world = new RouteWorld(own, media, services);
      services.forEach(service -> worlds.put(service, world));
    }
    List<Future<?>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (List<RouteService> services : BOTS) {
        asked.add(
            threads.submit(() -> {
              askThem(services);
              return null;
            }));
      }
    }
    for (Future<?> each : asked) {
      each.get();
    }
  }

  /// First what needs a simulator for itself, then all at once.
  private void askThem(List<RouteService> services) throws Exception {
    List<RouteCell> cells =
        RouteCell.all().stream()
            .filter(cell -> services.contains(cell.service()))
            .filter(cell -> cell.outcome() != Outcome.NONE)
            .toList();
    for (RouteCell cell : cells) {
      if (isAlone(cell)) {
        world(cell).ask(cell);
      }
    }
    List<Future<?>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (RouteCell cell : cells) {
        if (!isAlone(cell)) {
          asked.add(
              threads.submit(() -> {
                world(cell).ask(cell);
                return null;
              }));
        }
      }
    }
    for (Future<?> each : asked) {
      each.get();
    }
  }

  private static boolean isAlone(RouteCell cell) {
    return cell.asked() == RouteCase.ERROR
        || (cell.asked() == RouteCase.STOP && cell.service() == RouteService.FAL_QUEUE);
  }

  @AfterAll
  void stop() throws Exception {
    for (RouteWorld world : worlds.values().stream().distinct().toList()) {
      world.stop();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void cellIsAsThePageSays(RouteCell cell) {
    eventually(() -> {
      assertRead(cell);
      assertShown(cell);
      assertPaid(cell);
    });
  }

  static Stream<RouteCell> cells() {
    return RouteCell.all().stream().filter(cell -> cell.outcome() != Outcome.NONE);
  }

  private void assertRead(RouteCell cell) {
    assertThat(world(cell).answers(cell)).isNotEmpty();
    String read = world(cell).answers(cell).getLast().readerText();
    if (cell.service() == RouteService.OFFLINE) {
      assertMeasured(cell, read);
    } else if (cell.cost() == Cost.NOTHING) {
      assertThat(read).isEqualTo(cell.said());
    } else {
      List<String> lines = new ArrayList<>(read.lines().toList());
      assertThat(lines).hasSizeGreaterThan(1);
      if (cell.outcome() == Outcome.ANSWERED) {
        assertThat(lines.removeFirst()).is(textOf(cell));
      }
      assertThat(lines.removeLast())
          .matches(Pattern.compile(".+" + footer(cell) + ".*"))
          .containsPattern(RouteWorld.FOOTER);
      assertThat(String.join("\n", lines)).isEqualTo(cell.said());
    }
  }

  /// All of the answer, or what had been said of it.
  private static Condition<String> textOf(RouteCell cell) {
    return switch (cell.asked()) {
      case STOP -> new Condition<>(BEGINNING::equals, "the beginning");
      case BREAK ->
          new Condition<>(
              text -> text.startsWith(BEGINNING) && ANSWER.startsWith(text), "a beginning");
      default -> new Condition<>(ANSWER::equals, "the answer");
    };
  }

  /// What the last line says of the cost.
  private static String footer(RouteCell cell) {
    return switch (cell.cost()) {
      case TOLD -> " tokens · \\$";
      case TOLD_LATER, ESTIMATED -> " · est\\. \\$";
      case UNPRICED -> " · unpriced · ";
      case FREE -> " · free · ";
      case NOTHING -> "";
    };
  }

  private void assertMeasured(RouteCell cell, String read) {
    assertThat(read).startsWith(cell.said()).contains("offline · free · ");
    switch (cell.asked()) {
      case ONE_IMAGE -> assertThat(read).contains("coffee.png: PNG, 600 × 400 pixels");
      case THREE_IMAGES ->
          assertThat(read).containsSubsequence("coffee.png: ", "chelsea.png: ", "rocket.jpg: ");
      case VIDEO -> assertThat(read).contains("clip.mp4: video/mp4, ", " 2.0 s long");
      case YOUTUBE -> assertThat(read).contains("a video on YouTube, which I did not open");
      case TEXT, FOLLOW_UP, STOP, ERROR, NO_USAGE, BREAK -> {}
    }
  }

  private void assertShown(RouteCell cell) {
    List<Bill> bills = world(cell).bills(cell);
    boolean isCalled = cell.outcome() == Outcome.ANSWERED && cell.service() != RouteService.OFFLINE;
    if (!isCalled) {
      assertThat(bills).isEmpty();
      assertThat(cancels(cell)).hasSize(cell.asked() == RouteCase.STOP ? 1 : 0);
      return;
    }
    ModelAsk ask = bills.getLast().ask();
    assertThat(bills).hasSize(cell.asked() == RouteCase.FOLLOW_UP ? 2 : 1);
    assertThat(ask.count(SeenMedia.Kind.IMAGE)).isEqualTo(cell.images());
    assertThat(ask.count(SeenMedia.Kind.VIDEO)).isEqualTo(cell.videos());
    List<ByteString> bytes = ask.media().stream().map(SeenMedia::bytes).toList();
    switch (cell.asked()) {
      case ONE_IMAGE, THREE_IMAGES ->
          assertThat(bytes).isEqualTo(media.pictures().subList(0, cell.images()));
      case VIDEO -> {
        if (cell.videos() > 0) {
          assertThat(bytes).containsExactly(media.clip());
        } else {
          assertThat(ask.text()).contains("Frames of clip.mp4 (0:02 long): picture 1 at 0:00");
        }
      }
      case YOUTUBE ->
          assertThat(ask.media())
              .extracting(SeenMedia::url)
              .containsExactly("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
      case FOLLOW_UP -> assertGoesOn(cell, bills);
      case STOP -> assertThat(bills.getFirst().clientLeftAt()).isNotNull();
      case TEXT, ERROR, NO_USAGE, BREAK -> {}
    }
  }

  /// Jobs that were taken out of fal's queue.
  private List<SeenCall> cancels(RouteCell cell) {
    return cell.service() != RouteService.FAL_QUEUE || cell.asked() != RouteCase.STOP
        ? List.of()
        : world(cell).world.fal.queueCalls().stream()
            .filter(call -> call.method().equals("PUT") && call.status() == 202)
            .toList();
  }

  /// The model is told what was said, and shown the picture that was shown before.
  private void assertGoesOn(RouteCell cell, List<Bill> bills) {
    ModelAsk ask = bills.getLast().ask();
    assertThat(ask.media()).isEqualTo(bills.getFirst().ask().media());
    assertThat(ask.media()).extracting(SeenMedia::bytes).containsExactly(media.coffee());
    if (cell.service().foldsTurns()) {
      assertThat(ask.text())
          .containsSubsequence(
              "Person: ", RouteWorld.FIRST, "[picture 1]", "You: " + ANSWER, "And is it warm?");
    } else {
      List<ModelAsk.Turn> turns = ask.turns();
      assertThat(turns)
          .extracting(ModelAsk.Turn::role)
          .containsExactly("system", "user", "assistant", "user");
      assertThat(turns.get(1).text()).contains(RouteWorld.FIRST);
      assertThat(turns.get(2).text()).isEqualTo(ANSWER);
      assertThat(turns.get(3).text()).contains("And is it warm?");
    }
  }

  private void assertPaid(RouteCell cell) throws Exception {
    List<String[]> entries = world(cell).entries(cell);
    List<Bill> bills = world(cell).bills(cell);
    BigDecimal paid =
        entries.stream()
            .map(entry -> entry[11])
            .filter(cost -> !cost.isEmpty())
            .map(BigDecimal::new)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal billed =
        bills.stream().map(RouteMatrixIT::nano).reduce(BigDecimal.ZERO, BigDecimal::add);
    switch (cell.cost()) {
      case TOLD -> {
        assertThat(paid).isEqualByComparingTo(billed).isPositive();
        assertThat(entries).allMatch(entry -> entry[12].equals("false"));
      }
      case TOLD_LATER -> assertThat(paid).isEqualByComparingTo(billed);
      case ESTIMATED -> {
        assertThat(paid).isEqualByComparingTo(estimate(cell, bills)).isPositive();
        assertThat(entries).allMatch(entry -> entry[12].equals("true"));
      }
      case UNPRICED -> {
        assertThat(paid).isZero();
        assertThat(entries).hasSize(1).allMatch(entry -> entry[11].isEmpty());
      }
      case FREE -> {
        assertThat(paid).isZero();
        assertThat(entries).isNotEmpty().noneMatch(entry -> entry[11].isEmpty());
      }
      case NOTHING -> assertThat(entries).isEmpty();
    }
  }

  /// Tokens where they were told, else characters, times the price.
  private BigDecimal estimate(RouteCell cell, List<Bill> bills) {
    boolean isTold =
        switch (cell.asked()) {
          case STOP, NO_USAGE, BREAK -> false;
          case TEXT, ONE_IMAGE, THREE_IMAGES, VIDEO, YOUTUBE, FOLLOW_UP, ERROR -> true;
        };
    if (isTold) {
      return bills.stream().map(RouteMatrixIT::nano).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
    Bill bill = bills.getFirst();
    String sent =
        bill.ask().turns().stream().map(ModelAsk.Turn::text).collect(Collectors.joining());
    String seen = world(cell).said(cell).lines().findFirst().orElse("");
    SimProvider provider = world(cell).provided(cell.service());
    long counted =
        ModelAnswer.of("")
            .charge(bill.ask(), provider.model(cell.service().model).orElseThrow())
            .promptTokens();
    long prompt = cell.service().countsFirst() ? counted : tokens(sent.length());
    return RouteWorld.PROMPT_USD
        .multiply(BigDecimal.valueOf(prompt))
        .add(RouteWorld.COMPLETION_USD.multiply(BigDecimal.valueOf(tokens(seen.length()))))
        .divide(MILLION, 9, RoundingMode.HALF_EVEN);
  }

  private static long tokens(int characters) {
    return Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
  }

  private static BigDecimal nano(Bill bill) {
    return bill.costUsd().setScale(9, RoundingMode.HALF_EVEN);
  }

  private RouteWorld world(RouteCell cell) {
    return Objects.requireNonNull(worlds.get(cell.service()), cell.toString());
  }
}
