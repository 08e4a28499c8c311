package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.ChannelKind;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SimChannel;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackLedger;
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

/// What goes wrong with Slack, as the person who asked and the operator see it: rows of
/// docs/faults.md. The model says the beginning, then waits until the fault is there. What concerns
/// one channel alone is played at once, and looked at one by one.
@Order(LongTests.FIRST)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SlackFaultsIT {
  private static final String SECRET = "the secret of ";
  private static final String BEGINNING = "This is the beginning.";
  private static final String MIDDLE = " It goes on.";
  private static final String END = " And here it ends.";
  private static final String ANSWER = BEGINNING + MIDDLE + END;
  private static final String LAST = " last";
  private static final int ENDLESS_PIECES = 2_000;

  @TempDir static Path folder;

  private final OperatorLog log = new OperatorLog();
  private final Map<String, Gate> gates = new ConcurrentHashMap<>();
  private final Map<Enum<?>, Future<SimMessage>> played = new ConcurrentHashMap<>();
  private final ExecutorService players = Executors.newVirtualThreadPerTaskExecutor();
  private BotWorld world;

  @BeforeAll
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.slack.withAgentApp();
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
    for (SlackPassing passing : SlackPassing.values()) {
      if (!passing.isOfTheWorkspace()) {
        played.put(passing, players.submit(() -> play(passing)));
      }
    }
    for (SlackEnding ending : SlackEnding.values()) {
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
    assertThat(world.slack.ledger().brokenLimits())
        .allMatch(limit -> limit.what().equals("asked for"));
    assertThat(world.slack.ledger().lateAcks()).isEmpty();
    assertThat(world.slack.ledger().misplacedTokens()).isEmpty();
    assertThat(log.lines())
        .noneMatch(line -> line.contains(SECRET))
        .noneMatch(line -> line.contains(BEGINNING))
        .noneMatch(line -> line.contains(FalSim.KEY))
        .noneMatch(line -> line.contains(world.slack.botToken()))
        .noneMatch(line -> line.contains(world.slack.appToken()));
  }

  @ParameterizedTest
  @EnumSource(SlackPassing.class)
  void whatPassesCostsNoTextAndPostsNothingTwice(SlackPassing passing) throws Exception {
    SimMessage question = passing.isOfTheWorkspace() ? afterTheOthers(passing) : outcome(passing);

    assertThat(world.slack.ledger().answersIn(question.channelId(), question.ts()))
        .singleElement()
        .satisfies(message -> assertThat(message.isUnfinished()).isFalse());
    assertThat(calls(passing, question))
        .filteredOn(call -> call.error().equals(passing.error()))
        .hasSizeGreaterThanOrEqualTo(passing.times);
    if (passing.isTriedAgain()) {
      assertThat(log.lines())
          .anyMatch(line ->
              line.startsWith("INFO a message of an answer is tried again: server=slack status="));
    }
    if (passing.fault instanceof Fault.RateLimited) {
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WARN slack asks to wait PT1S: status=429"))
          .filteredOn(line -> line.endsWith(" method=" + passing.method))
          .hasSizeGreaterThanOrEqualTo(passing.times);
    }
  }

  private SimMessage play(SlackPassing passing) {
    String name = passing.name();
    String place = (passing.isOfStreams() ? "D" : "C") + name;
    world.slack.faults().nextIn(place, passing.method, passing.times, passing.fault);
    SimMessage question = passing.isOfStreams() ? tell(name) : post(name);
    if (!passing.isAtTheStart()) {
      begun(question);
    }
    gate(name).open();
    if (!passing.method.equals("chat.stopStream")) {
      eventually(() -> assertThat(calls(passing, question)).isNotEmpty());
    }
    Bill _ = answered(question);
    return question;
  }

  private SimMessage afterTheOthers(SlackPassing passing) {
    eventually(() -> assertThat(played.values()).allMatch(Future::isDone));
    return play(passing);
  }

  private SimMessage outcome(Enum<?> played) throws Exception {
    return Objects.requireNonNull(this.played.get(played)).get();
  }

  private List<SlackLedger.Call> calls(SlackPassing passing, SimMessage question) {
    return world.slack.ledger().calls(passing.method).stream()
        .filter(call -> call.args().path("channel").asText().equals(question.channelId()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(SlackEnding.class)
  void whatEndsAnAnswerStopsTheModelAndKeepsTheText(SlackEnding ending) throws Exception {
    SimMessage question = outcome(ending);

    stoppedFor(ending.reason, ending.error, question);
  }

  private SimMessage play(SlackEnding ending) {
    String name = "ENDLESS_" + ending;
    SimChannel _ =
        world.slack.channel(
            "C" + name,
            ending == SlackEnding.PRIVATE_CHANNEL_GONE ? ChannelKind.PRIVATE : ChannelKind.PUBLIC);
    SimMessage question = post(name);
    ending.happening.accept(world, begun(question));
    gate(name).open();
    eventually(() -> assertThat(bill(question).clientLeftAt()).isNotNull());
    return question;
  }

  /// Others are left alone, so it comes when they are over.
  @Test
  @Order(Integer.MAX_VALUE - 2)
  void lostScopeStopsTheModelAndIsNamed() {
    SimMessage question = post("ENDLESS_SCOPE_LOST");
    begun(question);

    world.slack.revoke("chat:write");
    gate("ENDLESS_SCOPE_LOST").open();

    eventually(() -> assertThat(bill(question).clientLeftAt()).isNotNull());
    stoppedFor("MISSING_PERMISSION", "missing_scope (needed: chat:write)", question);
    world.slack.grant("chat:write");
  }

  private void stoppedFor(String reason, String error, SimMessage question) {
    eventually(() -> assertThat(world.spentBy(question.userId())).isPositive());
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(" failed: " + reason + ": server=slack status=200 request-id=Q")
                && line.endsWith(" message=" + error));
    assertThat(world.slack.channel(question.channelId()).messages())
        .filteredOn(SimMessage::isFromBot)
        .singleElement()
        .satisfies(answer -> assertThat(answer.readerText()).contains(BEGINNING));
  }

  @Test
  void textThatSlackCallsTooLongFollowsAsAFile() {
    SimMessage question = post("TOO_LONG");
    SimMessage answer = begun(question);
    world
        .slack
        .faults()
        .nextIn(question.channelId(), "chat.update", 9, new Fault.Refused("msg_too_long"));
    gate("TOO_LONG").open();
    gate("TOO_LONG" + LAST).open();

    eventually(() ->
        assertThat(answerTo(question))
            .contains("The answer had a form that cannot be shown here. Please ask again.\n")
            .contains(" tokens · $"));
    eventually(() -> assertThat(filesIn(question.channelId())).contains(ANSWER));
    assertThat(answer.readerText()).contains(BEGINNING);
    eventually(() ->
        assertThat(world.spentBy(question.userId())).isEqualByComparingTo(cost(bill(question))));
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(" failed: BAD_CONTENT: server=slack status=200 request-id=Q")
                && line.endsWith(" message=msg_too_long"));
  }

  @Test
  void answerThatMayNotBeEditedAnyMoreIsWrittenAnew() {
    SimMessage question = post("FROZEN");
    SimMessage first = begun(question);
    world
        .slack
        .faults()
        .nextIn(question.channelId(), "chat.update", 1, new Fault.Refused("edit_window_closed"));

    Bill _ = answered(question);

    assertThat(first.isDeleted()).isTrue();
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN a message can be changed no more and is written anew: ")
                && line.endsWith(" message=edit_window_closed"));
  }

  /// Last, as nobody waits for the next connection.
  @Test
  @Order(Integer.MAX_VALUE)
  void answerGoesOnWhileTheSocketIsCut() {
    SimMessage question = post("SOCKET_CUT");
    begun(question);

    world.slack.sockets().drop();

    Bill _ = answered(question);
  }

  @Test
  @Order(1)
  void nativeStopEndsTheModelAndKeepsTheText() {
    SimMessage question = tell("ENDLESS_STOPPED");
    begun(question);
    gate("ENDLESS_STOPPED").open();

    world
        .slack
        .person(question.userId())
        .stopsAnswer(world.slack.direct(question.userId()), question.ts());

    eventually(() ->
        assertThat(answerTo(question))
            .startsWith(BEGINNING)
            .contains("\nStopped by @UENDLESS_STOPPED.\n")
            .contains(" · est. $"));
    eventually(() -> assertThat(bill(question).clientLeftAt()).isNotNull());
    assertThat(log.lines()).anyMatch(line -> line.matches("INFO ask \\w+ stopped: PERSON"));
  }

  /// It holds for the rest of the process.
  @Test
  @Order(Integer.MAX_VALUE - 1)
  void workspaceWithoutStreamingIsAnsweredByPosts() {
    world.slack.withoutStreaming();

    SimMessage question = tell("NO_STREAMS");
    begun(question);

    Bill _ = answered(question);

    assertThat(world.slack.ledger().calls("chat.startStream").getLast().error())
        .isEqualTo("unknown_method");
    assertThat(log.lines())
        .anyMatch(line ->
            line.equals(
                "INFO no native streaming in this workspace, answers go by post and update:"
                    + " unknown_method"));
  }

  private Bill answered(SimMessage question) {
    String name = question.userId().substring(1);
    gate(name).open();
    gate(name + LAST).open();
    eventually(() ->
        assertThat(answerTo(question))
            .startsWith(ANSWER + "\ngemini-3.1-flash-lite · ")
            .contains(" tokens · $"));
    Bill bill = bill(question);
    eventually(() -> assertThat(world.spentBy(question.userId())).isEqualByComparingTo(cost(bill)));
    return bill;
  }

  private static BigDecimal cost(Bill bill) {
    return bill.costUsd().setScale(9, RoundingMode.HALF_EVEN);
  }

  /// Waits until people see the beginning.
  private SimMessage begun(SimMessage question) {
    eventually(() -> assertThat(answerTo(question)).contains(BEGINNING));
    return world.slack.ledger().answersIn(question.channelId(), question.ts()).getFirst();
  }

  private SimMessage post(String name) {
    world.slack.person("U" + name, "U" + name);
    return world
        .slack
        .channel("C" + name)
        .post("U" + name, world.slack.mention() + " " + SECRET + name);
  }

  private SimMessage tell(String name) {
    return world.slack.person("U" + name, "U" + name).tell(SECRET + name);
  }

  private Gate gate(String name) {
    return gates.computeIfAbsent(name, any -> new Gate());
  }

  private String answerTo(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private List<String> filesIn(String channelId) {
    return world.slack.ledger().uploads().stream()
        .filter(file -> file.sharedIn().contains(channelId))
        .map((SimFile file) -> file.bytes().utf8())
        .toList();
  }

  private Bill bill(SimMessage question) {
    return world.bill(SECRET + question.userId().substring(1));
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(assertion);
  }
}
