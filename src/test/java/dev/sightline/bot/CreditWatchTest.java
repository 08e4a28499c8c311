package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.config.ConfigReader;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreditWatchTest {
  @TempDir Path folder;

  private final ChatSim openRouter = new ChatSim(ChatProfile.OPENROUTER);

  /// Other tests write into the log at the same time.
  private final String name = "router-" + System.nanoTime();

  private final OperatorLog log = new OperatorLog();
  private Bot bot;

  @BeforeEach
  void open() throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        providers: { %4$s: { base-url: "%2$s", key: "%3$s", tells-credit: true } }
        alerts: { credit-usd: 5 }
        """
            .formatted(folder, openRouter.baseUrl(), ChatSim.KEY, name));
    bot = Bot.open(new ConfigReader(name -> null).read(folder));
    bot.watch().start();
  }

  @AfterEach
  void close() {
    bot.close();
    openRouter.close();
    log.close();
  }

  @Test
  void lowCreditIsToldOnceUntilItWasThereAgain() {
    openRouter.limitKey(new BigDecimal("4.99"));
    look();
    look();
    awaitAlerts("is nearly gone: $4.99 is left.");

    openRouter.limitKey(new BigDecimal("50"));
    look();
    openRouter.limitKey(new BigDecimal("1"));
    look();

    awaitAlerts("is nearly gone: $4.99 is left.", "is nearly gone: $1.00 is left.");
  }

  @Test
  void lesserOfKeyAndAccountCounts() {
    openRouter.limitKey(new BigDecimal("100"));
    openRouter.tellCredit(new BigDecimal("2.5"));

    look();

    awaitAlerts("is nearly gone: $2.50 is left.");
  }

  @Test
  void checkSaysWhatIsLeft() throws Exception {
    assertThat(credit()).contains("is not told: the key has no limit");

    openRouter.limitKey(new BigDecimal("12.30"));
    assertThat(credit()).isEqualTo("WORKS $12.30 is left.");

    openRouter.tellCredit(new BigDecimal("0.5"));
    assertThat(credit()).isEqualTo("NOTE $0.50 is left, which is little.");
  }

  private String credit() throws InterruptedException {
    return new Checkup(bot)
        .findings().stream()
            .filter(finding -> finding.subject().equals("credit at " + name))
            .map(finding -> finding.health() + " " + finding.sentence())
            .findFirst()
            .orElseThrow();
  }

  private void look() {
    bot.watch().credit().look(bot.providers());
  }

  private void awaitAlerts(String... beginnings) {
    Awaitility.await()
        .untilAsserted(() -> {
          List<String> told =
              log.lines().stream()
                  .filter(line -> line.startsWith("WARN alert: The credit at " + name))
                  .map(line -> line.substring(("WARN alert: The credit at " + name + " ").length()))
                  .toList();
          assertThat(told).hasSameSizeAs(beginnings);
          for (int i = 0; i < beginnings.length; i++) {
            assertThat(told.get(i)).startsWith(beginnings[i]);
          }
        });
  }
}
