package dev.sightline.sim.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.sim.discord.DiscordFaults.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DiscordSimLimitTest {
  private DiscordSim sim;
  private SimChannel general;
  private PlainDiscord plain;

  @BeforeEach
  void start() {
    sim = DiscordSim.start();
    general = sim.guild("Workshop").channel("general");
    plain = new PlainDiscord(sim);
  }

  @AfterEach
  void stop() {
    plain.close();
    sim.close();
  }

  @Test
  void clientThatReadsTheHeadersNeverMeetsALimit() throws InterruptedException {
    sim.limits().set(DiscordRoute.EDIT_MESSAGE, new RateLimits.Limit(5, Duration.ofSeconds(1)));
    try (JdaClient client = JdaClient.connect(sim).ready()) {
      TextChannel text = client.jda().getTextChannelById(general.id());
      assertThat(text).isNotNull();
      long id = text.sendMessage("0").complete().getIdLong();
      Instant began = Instant.now();

      List<CompletableFuture<?>> edits =
          IntStream.rangeClosed(1, 12)
              .<CompletableFuture<?>>mapToObj(n -> text.editMessageById(id, "" + n).submit())
              .toList();
      CompletableFuture.allOf(edits.toArray(CompletableFuture[]::new)).join();

      assertThat(sim.ledger().brokenLimits()).isEmpty();
      assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
      assertThat(general.answers().getFirst().content()).isEqualTo("12");
    }
  }

  @Test
  void clientThatDoesNotGets429WithTheTimeToWait() throws IOException {
    List<PlainDiscord.Said> said = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      said.add(send("" + n));
    }

    assertThat(said)
        .extracting(PlainDiscord.Said::status)
        .containsExactly(200, 200, 200, 200, 200, 429);
    assertThat(said.getFirst().header("X-RateLimit-Remaining")).isEqualTo("4");
    assertThat(said.getFirst().header("X-RateLimit-Bucket")).isNotEmpty();
    PlainDiscord.Said refused = said.getLast();
    assertThat(refused.header("X-RateLimit-Scope")).isEqualTo("user");
    assertThat(refused.header("Retry-After")).isEqualTo("5");
    assertThat(refused.json().path("retry_after").asDouble()).isBetween(1.0, 5.0);
    assertThat(sim.ledger().brokenLimits()).hasSize(1);
    assertThat(sim.ledger().invalidRequests()).isOne();
    assertThat(general.answers()).hasSize(5);
  }

  @Test
  void windowOpensAgain() throws IOException {
    sim.limits().set(DiscordRoute.CREATE_MESSAGE, new RateLimits.Limit(1, Duration.ofSeconds(2)));
    send("a");
    double seconds = send("b").json().path("retry_after").asDouble();

    await()
        .pollDelay(Duration.ofMillis((long) Math.ceil(seconds * 1000)))
        .untilAsserted(() -> assertThat(send("c").status()).isEqualTo(200));
    assertThat(sim.ledger().brokenLimits()).hasSize(1);
  }

  @Test
  void globalLimitIsAnnouncedAsGlobal() throws IOException {
    sim.limits().setGlobal(new RateLimits.Limit(1, Duration.ofSeconds(30)));
    plain.get("users/@me");

    PlainDiscord.Said refused = plain.get("users/@me");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("X-RateLimit-Global")).isEqualTo("true");
    assertThat(refused.json().path("global").asBoolean()).isTrue();
  }

  @Test
  void editsOfOldMessagesAreFew() throws IOException {
    long id = send("old").json().path("id").asLong();
    general.answers().getFirst().age(Duration.ofHours(2));
    String path = "channels/%d/messages/%d".formatted(general.id(), id);

    for (int n = 0; n < 3; n++) {
      assertThat(plain.patch(path, "{\"content\":\"new\"}").status()).isEqualTo(200);
    }

    assertThat(plain.patch(path, "{\"content\":\"new\"}").code()).isEqualTo(30046);
    assertThat(sim.ledger().brokenLimits()).hasSize(1);
  }

  @Test
  void faultsHappenOnDemandAndThenStop() throws IOException {
    sim.faults().next(DiscordRoute.CREATE_MESSAGE, new Fault.Refused(503, 0, "down"));
    sim.faults()
        .next(DiscordRoute.CREATE_MESSAGE, new Fault.TooFast(Duration.ofSeconds(1), true, false));
    sim.faults().next(DiscordRoute.CREATE_MESSAGE, new Fault.CutAfter());

    assertThat(send("a").status()).isEqualTo(503);
    assertThat(send("b").header("X-RateLimit-Global")).isEqualTo("true");
    assertThatThrownBy(() -> send("c")).isInstanceOf(IOException.class);
    assertThat(send("d").status()).isEqualTo(200);
    assertThat(general.answers()).extracting(SimMessage::content).containsExactly("c", "d");
    assertThat(sim.ledger().brokenLimits()).isEmpty();
  }

  private PlainDiscord.Said send(String text) throws IOException {
    return plain.post(
        "channels/%d/messages".formatted(general.id()), "{\"content\":\"%s\"}".formatted(text));
  }
}
