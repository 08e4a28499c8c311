package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.sim.discord.DiscordRoute;
import dev.sightline.sim.discord.RateLimits;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.stream.ChatText;
import dev.sightline.stream.InjectionCorpus;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each text of the corpus, written by the bot's own writer, growing in the middle of a token.
class DiscordInjectionTest {
  private final DiscordBot bot = new DiscordBot();
  private final SimGuild.SimRole role = bot.guild.role("keepers", true);
  private final ChatText reader = DiscordChat.text();

  @BeforeEach
  void start() throws Exception {
    RateLimits.Limit none = new RateLimits.Limit(100_000, Duration.ofSeconds(1));
    bot.sim.limits().setGlobal(none);
    bot.sim.limits().set(DiscordRoute.CREATE_MESSAGE, none);
    bot.sim.limits().set(DiscordRoute.EDIT_MESSAGE, none);
    bot.started();
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void nobodyIsPingedAndNothingLinksUnasked() {
    List<String> texts = InjectionCorpus.texts().stream().map(this::aimed).toList();
    bot.desk.answer((event, writer) -> {
      for (String text : texts) {
        Posted posted = writer.post(Page.of(text.substring(0, text.length() / 2)));
        writer.edit(posted, new Page(text, text, "done"));
        writer.post(new Page(text, "", "done"));
      }
    });

    SimMessage question = bot.channel.post(bot.anna, bot.says("go"));

    int count = 2 * texts.size();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> {
          List<SimMessage> said = bot.sim.ledger().answersIn(question.id());
          boolean isWhole = said.size() == count && said.getLast().content().endsWith("done");
          return isWhole || !bot.desk.failures().isEmpty();
        });
    assertThat(bot.desk.failures()).isEmpty();
    assertThat(texts).hasSizeGreaterThanOrEqualTo(150);
    assertThat(bot.sim.ledger().pings()).isEmpty();
    for (SimMessage message : bot.sim.ledger().answersIn(question.id())) {
      assertThat(message.embeds()).isEmpty();
      assertThat(message.components()).isEmpty();
      assertThat(message.revisions())
          .allSatisfy(revision ->
              assertThat(reader.fault().apply(revision.content()))
                  .as(revision.content())
                  .isEmpty());
    }
  }

  @Test
  void everyTextStaysReadable() {
    for (String text : InjectionCorpus.texts()) {
      String shown = reader.render().apply(text);

      assertThat(reader.essence().apply(shown)).as(text).isEqualTo(reader.essence().apply(text));
    }
  }

  private String aimed(String text) {
    return text.replace("1001", DiscordBot.id(bot.anna.id()))
        .replace("2001", DiscordBot.id(role.id()))
        .replace("3001", DiscordBot.id(bot.channel.id()));
  }
}
