package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.limit.CallLimit;
import dev.sightline.limit.ServerWindow;
import dev.sightline.sim.discord.DiscordRoute;
import dev.sightline.sim.discord.RateLimits.Limit;
import dev.sightline.thread.Page;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitHeadersTest {
  private final DiscordBot bot = new DiscordBot();

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void writerTellsHowDiscordCountsEdits() throws Exception {
    bot.sim.limits().set(DiscordRoute.EDIT_MESSAGE, new Limit(3, Duration.ofSeconds(4)));
    CompletableFuture<ThreadWriter> edited = new CompletableFuture<>();
    bot.desk.answer((event, writer) -> {
      var posted = writer.post(Page.of("one"));
      writer.edit(posted, Page.of("two"));
      edited.complete(writer);
    });
    bot.started().channel.post(bot.anna, bot.says("count"));

    await().atMost(DiscordBot.PATIENCE).until(edited::isDone);
    ThreadWriter writer = edited.join();
    ServerWindow told =
        writer.limits().edits().stream()
            .flatMap(limit -> writer.told(limit).stream())
            .findFirst()
            .orElseThrow();

    assertThat(told.calls()).isEqualTo(3);
    assertThat(told.remaining()).isEqualTo(2);
    assertThat(told.resetsByNanos() - told.resetsFromNanos()).isNotNegative();
    assertThat(Duration.ofNanos(told.resetsByNanos() - System.nanoTime()))
        .isLessThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void nothingIsToldOfLimitsThatHeadersDoNotName() throws Exception {
    CompletableFuture<ThreadWriter> posted = new CompletableFuture<>();
    bot.desk.answer((event, writer) -> {
      writer.post(Page.of("one"));
      posted.complete(writer);
    });
    bot.started().channel.post(bot.anna, bot.says("count"));

    await().atMost(DiscordBot.PATIENCE).until(posted::isDone);

    assertThat(posted.join().told(new CallLimit("discord:all", 50, Duration.ofSeconds(1))))
        .isEmpty();
  }
}
