package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.ledger.UsageReader;
import dev.sightline.sim.SeenCall;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.store.Store;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A bot in a process of its own, and a job in fal's queue that outlives it or tells it of its end.
@ResourceLock("served pages")
@Order(LongTests.FIRST)
class FalQueueServeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ANSWER = "Somebody sings.";
  private static final String COST = "0.004217301";
  // Below the ports that systems give to whoever asks for any: nobody takes one meanwhile.
  private static final int LEAST_PORT = 20_000;
  private static final int PORTS = 10_000;

  @TempDir Path folder;

  private final FalSim fal = new FalSim();
  private final SlackSim slack = new SlackSim();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    fal.close();
    slack.close();
  }

  @Test
  void answerOfAJobIsFetchedByTheNextProcessAndPaidOnce() throws Exception {
    fal.answerWith(ask -> ModelAnswer.of(ANSWER).costing(COST));
    fal.queue().holdAt(2);
    serve(0, "");
    SimMessage question = ask();
    await(() -> assertThat(answer(question)).startsWith("Third in fal's queue…"));

    started.getFirst().destroyForcibly().waitFor();
    fal.queue().holdAt(-1);
    serve(0, "");

    await(() -> assertThat(answer(question)).startsWith(ANSWER + "\n").contains(" tokens · $"));
    assertThat(slack.ledger().answersIn(question.channelId(), question.ts())).hasSize(1);
    assertThat(submits()).hasSize(1);
    assertThat(fal.bills().bills()).hasSize(1);
    await(() -> assertThat(spent()).isEqualByComparingTo(COST));
  }

  @Test
  void signedWordOfFalEndsTheWait() throws Exception {
    fal.answerWith(ask -> ModelAnswer.of(ANSWER).costing(COST));
    fal.queue().tellEnds(false);
    int port = freePort();
    serve(port, ", public-url: \"http://127.0.0.1:%d\"".formatted(port));

    SimMessage question = ask();

    await(() -> assertThat(answer(question)).startsWith(ANSWER + "\n").contains(" tokens · $"));
    assertThat(fal.queue().webhooks().answers()).containsExactly(200);
    await(() -> assertThat(spent()).isEqualByComparingTo(COST));
  }

  private SimMessage ask() {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("the bot has stopped", () -> !started.getLast().isAlive())
        .until(() -> slack.sockets().connections() > 0);
    return slack
        .channel("C1")
        .post("U1", slack.mention() + " Who sings in <https://youtu.be/dQw4w9WgXcQ>?");
  }

  private String answer(SimMessage question) {
    return slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private List<SeenCall> submits() {
    return fal.queueCalls().stream().filter(call -> call.method().equals("POST")).toList();
  }

  private BigDecimal spent() {
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      return new UsageReader(store, InstantSource.system())
          .month(ZoneOffset.UTC)
          .whole()
          .cost()
          .toUsd();
    }
  }

  private static void await(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(assertion);
  }

  /// @param port of the web page; 0 takes any
  /// @param webKeys more keys of the web page
  private void serve(int port, String webKeys) throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        web: { bind: "127.0.0.1:%2$d"%3$s }
        slack: { bot-token: "%4$s", app-token: "%5$s", api-url: "%6$s", file-hosts: ["%7$s"] }
        providers:
          fal: { key: "%8$s", run-url: "%9$s", queue-url: "%10$s", rest-url: "%11$s" }
        """
            .formatted(
                folder,
                port,
                webKeys,
                slack.botToken(),
                slack.appToken(),
                slack.apiUrl(),
                slack.authority(),
                FalSim.KEY,
                fal.runUrl(),
                fal.queueUrl(),
                fal.restUrl()));
    started.add(
        Launched.builder(Map.of(), "--config", folder.toString(), "serve")
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("log-" + started.size()).toFile())
            .start());
  }

  private static int freePort() {
    return new Random()
        .ints(LEAST_PORT, LEAST_PORT + PORTS)
        .filter(FalQueueServeIT::isFree)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
