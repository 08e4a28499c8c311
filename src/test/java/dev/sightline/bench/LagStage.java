package dev.sightline.bench;

import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.UsageAnswer;
import dev.sightline.discord.DiscordSettings;
import dev.sightline.discord.DiscordSurface;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.Platform;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimPermission;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.slack.SlackSettings;
import dev.sightline.slack.SlackSurface;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.ThreadWriter;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import okio.ByteString;

/// A platform with its real limits and the bot's surface on it, without anything behind it: asks
/// bring the writers of their answers. On Discord nobody may open threads, so that all answers of a
/// channel share its limits.
final class LagStage implements AutoCloseable {
  private static final int PEOPLE = 50;

  /// A guild has at most 500 (https://support.discord.com/hc/en-us/articles/33694251638295, read
  /// 2026-11).
  private static final int CHANNELS_PER_GUILD = 400;

  private final Map<String, ThreadWriter> writers = new ConcurrentHashMap<>();
  private final Asker asker;
  private final Supplier<Long> refused;
  private final List<Runnable> closing;

  /// So many characters of an answer were visible from a moment on.
  record Shown(Instant at, int chars, boolean isWhole) {}

  /// A question: where its answer is written, and what people saw of it.
  record Question(ThreadWriter writer, Supplier<List<Shown>> shown) {}

  private record Asked(String key, Supplier<List<Shown>> shown) {}

  private interface Asker {
    Asked ask(int channel, int person);
  }

  private LagStage(Platform platform, boolean isStreaming) throws Exception {
    FrontDesk desk =
        new FrontDesk(
            this::take,
            thread -> false,
            person -> new UsageAnswer("", new OutgoingFile("u.png", "image/png", ByteString.EMPTY)),
            Set.of());
    if (platform == Platform.SLACK) {
      SlackSim sim = new SlackSim();
      URI api = URI.create(sim.apiUrl());
      SlackSurface surface =
          new SlackSurface(
              new SlackSettings(sim.botToken(), sim.appToken(), api, isStreaming), desk);
      surface.start();
      asker = (channel, person) -> ask(sim, channel, person);
      refused = () -> sim.ledger().calls().stream().filter(call -> call.status() == 429).count();
      closing = List.of(surface::close, sim::close);
    } else {
      DiscordSim sim = DiscordSim.start();
      List<SimGuild> guilds = new ArrayList<>();
      DiscordSurface surface =
          new DiscordSurface(
              new DiscordSettings(
                  sim.token(), sim.restUrl().toString(), sim.gatewayUrl().toString()),
              desk);
      for (int guild = 0; guild < 2; guild++) {
        guilds.add(sim.guild("guild-" + guild));
        for (int channel = 0; channel < CHANNELS_PER_GUILD; channel++) {
          guilds.get(guild).channel("c" + channel).deny(SimPermission.CREATE_PUBLIC_THREADS);
        }
      }
      surface.start();
      asker =
          (channel, person) -> ask(sim, guilds.get(channel / CHANNELS_PER_GUILD), channel, person);
      refused = () -> sim.ledger().calls().stream().filter(call -> call.status() == 429).count();
      closing = List.of(surface::close, sim::close);
    }
  }

  /// @param isStreaming whether answers may grow by Slack's own streaming, also in channels
  static LagStage on(Platform platform, boolean isStreaming) throws Exception {
    return new LagStage(platform, isStreaming);
  }

  /// Questions at once, spread over channels, of which the first has this number.
  List<Question> ask(int questions, int firstChannel, int channels) throws InterruptedException {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < questions; i++) {
      asked.add(asker.ask(firstChannel + i % channels, i % PEOPLE));
    }
    List<Question> taken = new ArrayList<>();
    for (Asked one : asked) {
      ThreadWriter writer = writers.get(one.key());
      while (writer == null) {
        Thread.sleep(5);
        writer = writers.get(one.key());
      }
      taken.add(new Question(writer, one.shown()));
    }
    return taken;
  }

  /// Calls that the platform refused for being too many.
  long refused() {
    return refused.get();
  }

  private boolean take(ChatEvent event, ThreadWriter writer) {
    return writers.putIfAbsent(event.key().id(), writer) == null;
  }

  private static Asked ask(SlackSim sim, int channel, int person) {
    var place = sim.channel("C" + channel);
    var message = place.post("U" + person, sim.mention() + " what is this?");
    return new Asked(
        sim.teamId() + "/" + place.id() + "/" + message.ts(),
        () ->
            sim.ledger().answersIn(place.id(), message.ts()).stream()
                .flatMap(answer -> answer.versions().stream())
                .map(version -> shown(version.at(), version.readerText()))
                .toList());
  }

  private static Asked ask(DiscordSim sim, SimGuild guild, int channel, int person) {
    var place = guild.channel("c" + channel % CHANNELS_PER_GUILD);
    var message = place.post(guild.member("p" + person), sim.mention() + " what is this?");
    return new Asked(
        Long.toString(message.id()),
        () ->
            place.answers().stream()
                .filter(answer -> answer.replyTo() == message)
                .flatMap(answer -> answer.revisions().stream())
                .map(revision -> shown(revision.at(), revision.content()))
                .toList());
  }

  private static Shown shown(Instant at, String text) {
    int letters = (int) text.chars().filter(c -> c == LagRun.LETTER).count();
    return new Shown(
        at,
        letters * LagRun.TOKEN.length() / (LagRun.TOKEN.length() - 1),
        text.contains(DeliveryPolicy.FOOTER));
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
