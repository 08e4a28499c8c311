package dev.sightline.bench;

import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks on Discord until so many answers run, and presses Stop under each. Used by one thread.
final class StopRun {
  private static final Pattern QUESTION = Pattern.compile("stop-\\d+");
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int ASKED_APART_MS = 5;

  /// More than any answer says before it is stopped.
  private static final int TOKENS = 20_000;

  private final DiscordSim discord;
  private final List<SimChannel> channels;
  private final ChatSim model;

  StopRun(DiscordSim discord, List<SimChannel> channels, ChatSim model) {
    this.discord = discord;
    this.channels = channels;
    this.model = model;
  }

  private record Asked(String id, SimUser asker, SimMessage question) {
    /// The answer, if it can be stopped now.
    @Nullable SimMessage stoppable() {
      SimChannel thread = question.thread();
      if (thread == null) {
        return null;
      }
      return thread.answers().stream()
          .filter(answer -> answer.buttons().contains("Stop"))
          .findFirst()
          .orElse(null);
    }
  }

  SeenStops run(Stops stops) throws InterruptedException {
    String[] words = new String[TOKENS];
    Arrays.fill(words, "word ");
    ModelAnswer endless =
        ModelAnswer.ofPieces(words)
            .pacedBy(Duration.ofSeconds(1).dividedBy(stops.tokensPerSecond()));
    model.answerWith(ask -> endless);
    List<Asked> open = new ArrayList<>();
    for (int i = 0; i < stops.answers(); i++) {
      open.add(ask("stop-" + i, channels.get(i)));
      Thread.sleep(ASKED_APART_MS);
    }
    Map<Asked, SimMessage> running = running(open, stops.limitMs());
    Map<String, Instant> pressed = new HashMap<>();
    for (Map.Entry<Asked, SimMessage> answer : running.entrySet()) {
      pressed.put(answer.getKey().id(), Instant.now());
      answer.getValue().click(answer.getKey().asker(), "Stop");
      Thread.sleep(stops.apartMs());
    }
    awaitNoOpenCall(stops.limitMs());
    return new SeenStops(running.size(), reachedMs(pressed), billedNanos());
  }

  private Asked ask(String id, SimChannel channel) {
    SimGuild guild = Objects.requireNonNull(channel.guild(), "guild");
    SimUser asker = guild.member("stopper");
    return new Asked(id, asker, channel.post(asker, discord.mention() + " " + id + ": go on?"));
  }

  private static Map<Asked, SimMessage> running(List<Asked> asked, long limitMs)
      throws InterruptedException {
    Map<Asked, SimMessage> running = new HashMap<>();
    Instant latest = Instant.now().plusMillis(limitMs);
    while (running.size() < asked.size() && Instant.now().isBefore(latest)) {
      for (Asked each : asked) {
        SimMessage answer = running.containsKey(each) ? null : each.stoppable();
        if (answer != null) {
          running.put(each, answer);
        }
      }
      Thread.sleep(LOOK_EVERY);
    }
    return running;
  }

  private void awaitNoOpenCall(long limitMs) throws InterruptedException {
    Instant latest = Instant.now().plusMillis(limitMs);
    while (model.bills().openCalls() > 0 && Instant.now().isBefore(latest)) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private List<Double> reachedMs(Map<String, Instant> pressed) {
    List<Double> reached = new ArrayList<>();
    for (Bill bill : model.bills().bills()) {
      Matcher id = QUESTION.matcher(bill.ask().text());
      Instant press = id.find() ? pressed.get(id.group()) : null;
      Instant left = bill.clientLeftAt();
      if (press != null && left != null) {
        reached.add(Duration.between(press, left).toNanos() / 1e6);
      }
    }
    return reached;
  }

  private long billedNanos() {
    return model.bills().bills().stream()
        .map(Bill::costUsd)
        .map(usd -> usd.setScale(9, RoundingMode.HALF_EVEN).movePointRight(9))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .longValueExact();
  }
}
