package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.DiscordFaults.Fault;
import dev.sightline.sim.discord.DiscordLedger;
import dev.sightline.sim.discord.DiscordRoute;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes wrong with Discord, as the person who asked and the operator see it: rows of
/// docs/faults.md. The model says the beginning, then waits until the fault is there. What concerns
/// one channel alone is played at once, and looked at one by one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DiscordFaultsIT {
  private static final String SECRET = "the secret of ";
  private static final String BEGINNING = "This is the beginning.";
  private static final String MIDDLE = " It goes on.";
  private static final String END = " And here it ends.";
  private static final String ANSWER = BEGINNING + MIDDLE + END;
  private static final String LAST = " last";
  private static final int ENDLESS_PIECES = 2_000;
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir static Path folder;

  private final OperatorLog log = new OperatorLog();
  private final Map<String, Gate> gates = new ConcurrentHashMap<>();
  private final Map<Enum<?>, Future<Played>> played = new ConcurrentHashMap<>();
  private final ExecutorService players = Executors.newVirtualThreadPerTaskExecutor();
  private BotWorld world;

  /// A question in a thread of its own, and what became of it.
  private record Played(String name, SimChannel place) {}

  @BeforeAll
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.fal.answerWith(ask -> {
      String name = ask.text().substring(ask.text().indexOf(SECRET) + SECRET.length());
      return name.startsWith("ENDLESS")
          ? ModelAnswer.of(BEGINNING + " and on".repeat(ENDLESS_PIECES))
              .pacedBy(Duration.ofMillis(10))
              .holdingAfter(4, gate(name))
          : ModelAnswer.ofPieces(BEGINNING, MIDDLE, END)
              .holdingAfter(2, gate(name + LAST))
              .holdingAfter(1, gate(name));
    });
    for (DiscordPassing passing : DiscordPassing.values()) {
      played.put(passing, players.submit(() -> play(passing)));
    }
    for (DiscordEnding ending : DiscordEnding.values()) {
      played.put(ending, players.submit(() -> play(ending)));
    }
  }

  @AfterAll
  void stop() throws Exception {
    gates.values().forEach(Gate::open);
    players.close();
    world.settle();
    world.stop();
    log.close();
  }

  @AfterEach
  void nobodyReadsASecretOrAQuestion() {
    assertThat(world.discord.ledger().brokenLimits()).isEmpty();
    assertThat(world.discord.ledger().lateAcks()).isEmpty();
    assertThat(world.discord.ledger().leakedAuthorizations()).isEmpty();
    assertThat(log.lines())
        .noneMatch(line -> line.contains(SECRET))
        .noneMatch(line -> line.contains(BEGINNING))
        .noneMatch(line -> line.contains(FalSim.KEY))
        .noneMatch(line -> line.contains(world.discord.token()));
  }

  @ParameterizedTest
  @EnumSource(DiscordPassing.class)
  void whatPassesCostsNoTextAndPostsNothingTwice(DiscordPassing passing) throws Exception {
    Played ask = outcome(passing);

    assertThat(ask.place().answers()).hasSize(1);
    assertThat(world.discord.faults().waitingIn(ask.place().id(), passing.route)).isZero();
    assertThat(calls(passing, ask))
        .filteredOn(call -> call.status() == passing.status)
        .hasSizeGreaterThanOrEqualTo(passing.times);
    if (passing.fault instanceof Fault.TooFast) {
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WARN Encountered 429 on route "))
          .filteredOn(line -> line.contains("channel_id=" + ask.place().id() + " "))
          .isNotEmpty();
    }
  }

  private Played play(DiscordPassing passing) {
    Played ask = place("W", passing.name());
    world.discord.faults().nextIn(ask.place().id(), passing.route, passing.times, passing.fault);
    ask(ask);
    begun(ask);
    gate(passing.name()).open();
    eventually(() -> assertThat(calls(passing, ask)).isNotEmpty());
    Bill _ = answered(ask);
    return ask;
  }

  private List<DiscordLedger.Call> calls(DiscordPassing passing, Played ask) {
    return world.discord.ledger().calls(passing.route).stream()
        .filter(call -> call.major().equals(Long.toString(ask.place().id())))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(DiscordEnding.class)
  void whatEndsAnAnswerStopsTheModelAndKeepsTheText(DiscordEnding ending) throws Exception {
    Played ask = outcome(ending);

    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(
                    " failed: %s: server=discord %s ".formatted(ending.reason, ending.status))
                && line.contains(" message=" + ending.error));
    assertThat(world.spentBy(ask.name())).isPositive();
  }

  private Played play(DiscordEnding ending) {
    Played ask = place(ending == DiscordEnding.BOT_EXPELLED ? "E" : "W", "ENDLESS_" + ending);
    ask(ask);
    begun(ask);
    ending.happening.accept(ask.place());
    gate(ask.name()).open();
    eventually(() -> assertThat(bill(ask).clientLeftAt()).isNotNull());
    eventually(() -> assertThat(world.spentBy(ask.name())).isPositive());
    return ask;
  }

  @Test
  void archivedThreadIsOpenedForTheRestOfTheAnswer() {
    Played ask = place("W", "ARCHIVED");
    ask(ask);
    begun(ask);

    ask.place().archive();

    Bill _ = answered(ask);
    assertThat(ask.place().answers()).hasSize(1);
  }

  @Test
  void answerToACommandGoesOnInTheChannelWhenItsTokenIsOver() {
    SimChannel place = world.discord.guild("W").channel("of-TOKEN_OVER");
    SimInteraction command =
        place
            .slash(world.discord.guild("W").member("TOKEN_OVER"), "ask")
            .option("question", SECRET + "TOKEN_OVER")
            .send();
    eventually(
        () -> assertThat(place.messages()).anyMatch(said -> said.content().contains(BEGINNING)));

    command.expire();

    Bill _ = answered(new Played("TOKEN_OVER", place));
    assertThat(place.answers()).hasSize(1);
  }

  @Test
  void textThatDiscordCallsMalformedFollowsAsAFile() {
    Played ask = place("W", "MALFORMED");
    ask(ask);
    begun(ask);
    world
        .discord
        .faults()
        .nextIn(
            ask.place().id(),
            DiscordRoute.EDIT_MESSAGE,
            9,
            new Fault.Refused(400, 50035, "Invalid Form Body"));
    gate(ask.name()).open();
    gate(ask.name() + LAST).open();

    eventually(() ->
        assertThat(text(ask.place()))
            .startsWith(BEGINNING)
            .contains("The answer had a form that cannot be shown here. Please ask again.\n")
            .contains(" tokens · $"));
    eventually(() ->
        assertThat(ask.place().answers().getLast().attachments())
            .extracting(file -> file.file().bytes().utf8())
            .containsExactly(ANSWER));
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(" failed: BAD_CONTENT: server=discord status=400 ")
                && line.contains(" message=50035 "));
  }

  @Test
  @Order(Integer.MAX_VALUE - 3)
  void limitOfTheWholeBotIsWaitedOut() {
    Played ask = place("W", "GLOBAL");
    world
        .discord
        .faults()
        .next(DiscordRoute.CREATE_MESSAGE, 2, new Fault.TooFast(SHORT, true, false));
    ask(ask);

    Bill _ = answered(ask);
    assertThat(ask.place().answers()).hasSize(1);
    assertThat(log.lines())
        .filteredOn(line -> line.startsWith("ERROR Encountered global rate limit"))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  @Order(Integer.MAX_VALUE - 2)
  void tokenThatWasRevokedStopsTheModel() {
    Played ask = place("W", "ENDLESS_REVOKED");
    ask(ask);
    begun(ask);
    for (DiscordRoute route : List.of(DiscordRoute.EDIT_MESSAGE, DiscordRoute.CREATE_MESSAGE)) {
      world
          .discord
          .faults()
          .nextIn(ask.place().id(), route, 9, new Fault.Refused(401, 0, "401: Unauthorized"));
    }
    gate(ask.name()).open();

    eventually(() -> assertThat(bill(ask).clientLeftAt()).isNotNull());
    eventually(() -> assertThat(world.spentBy(ask.name())).isPositive());
    assertThat(text(ask.place())).contains(BEGINNING);
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(" failed: MISSING_PERMISSION: server=discord status=401 "));
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void answerGoesOnWhileTheGatewayIsCut() {
    Played ask = place("W", "GATEWAY_CUT");
    ask(ask);
    begun(ask);

    world.discord.gateway().drop();

    Bill _ = answered(ask);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void answerGoesOnWhileTheSessionIsInvalid() {
    eventually(() -> assertThat(world.discord.gateway().connected()).isPositive());
    Played ask = place("W", "SESSION_GONE");
    ask(ask);
    begun(ask);

    world.discord.gateway().invalidate(false);

    Bill _ = answered(ask);
  }

  private Played place(String guildName, String name) {
    SimGuild guild = world.discord.guild(guildName);
    SimChannel thread = guild.channel("of-" + name).openThread(guild.member(name), name);
    return new Played(name, thread);
  }

  private void ask(Played ask) {
    SimGuild guild = Objects.requireNonNull(ask.place().guild());
    SimMessage _ =
        ask.place()
            .post(guild.member(ask.name()), world.discord.mention() + " " + SECRET + ask.name());
  }

  private void begun(Played ask) {
    eventually(() -> assertThat(text(ask.place())).contains(BEGINNING));
  }

  private Bill answered(Played ask) {
    gate(ask.name()).open();
    gate(ask.name() + LAST).open();
    eventually(() ->
        assertThat(text(ask.place()))
            .startsWith(ANSWER + "\n-# gemini-3.1-flash-lite · ")
            .contains(" tokens · $"));
    Bill bill = bill(ask);
    BigDecimal cost = bill.costUsd().setScale(9, RoundingMode.HALF_EVEN);
    eventually(() -> assertThat(world.spentBy(ask.name())).isEqualByComparingTo(cost));
    return bill;
  }

  private Bill bill(Played ask) {
    return world.bill(SECRET + ask.name());
  }

  private Played outcome(Enum<?> what) throws Exception {
    return Objects.requireNonNull(played.get(what)).get();
  }

  private Gate gate(String name) {
    return gates.computeIfAbsent(name, any -> new Gate());
  }

  private static String text(SimChannel place) {
    return place.answers().stream().map(SimMessage::content).collect(Collectors.joining("\n"));
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(assertion);
  }
}
