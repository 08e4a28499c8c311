package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.route.AnswerEvent;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An answer that is longer than its messages, on Discord's real limits.
class DiscordLongAnswerTest {
  private final DiscordBot bot = new DiscordBot();
  private final EditPacer pacer = new EditPacer();

  @BeforeEach
  void start() throws Exception {
    bot.started();
  }

  @AfterEach
  void close() {
    pacer.close();
    bot.close();
  }

  @Test
  void sixtyThousandCharactersArriveWhole() {
    String text = "A sentence of the answer, with a 猫. ".repeat(2_000).substring(0, 60_000);
    bot.desk.answer((event, writer) -> {
      AnswerStream answer = new AnswerStream(writer, pacer, (number, posted) -> {});
      for (int at = 0; at < text.length(); at += 50) {
        answer.accept(new AnswerEvent.Text(text.substring(at, Math.min(text.length(), at + 50))));
      }
      answer.finish("", "done");
    });

    SimMessage question = bot.channel.post(bot.anna, bot.says("tell me all"));

    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> !bot.sim.ledger().uploads().isEmpty() || !bot.desk.failures().isEmpty());
    assertThat(bot.desk.failures()).isEmpty();
    List<SimMessage> said = bot.answersIn(question.id(), 5);
    assertThat(said).hasSize(5);
    assertThat(text).startsWith(said.getFirst().content());
    assertThat(said.get(3).content()).endsWith("-# done");
    assertThat(bot.sim.ledger().uploads().getFirst().attachment().file().bytes().utf8())
        .isEqualTo(text);
    assertThat(bot.sim.ledger().brokenLimits()).isEmpty();
  }
}
