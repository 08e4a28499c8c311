package dev.sightline.discord;

import static org.awaitility.Awaitility.await;

import dev.sightline.event.ChatEvent;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimFile;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.thread.Page;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import okio.ByteString;

/// The bot on a simulated Discord with one guild, one channel and one person, with a desk in place
/// of everything behind it.
final class DiscordBot implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  final DiscordSim sim = DiscordSim.start();
  final SimGuild guild = sim.guild("Zoo");
  final SimChannel channel = guild.channel("animals");
  final SimUser anna = guild.member("anna");
  final RecordingDesk desk = new RecordingDesk(Set.of(id(guild.channel("links").id())));
  final DiscordSurface surface = new DiscordSurface(settings(), desk.desk());

  DiscordBot started() throws PlatformRefused, InterruptedException {
    surface.start();
    return this;
  }

  /// Answers everything with one message.
  DiscordBot answering(String text) {
    desk.answer((event, writer) -> {
      if (!(event instanceof ChatEvent.Deleted)) {
        writer.post(Page.of(text));
      }
    });
    return this;
  }

  DiscordSettings settings() {
    return new DiscordSettings(sim.token(), sim.restUrl().toString(), sim.gatewayUrl().toString());
  }

  String says(String words) {
    return sim.mention() + " " + words;
  }

  /// The events taken, once there are as many.
  List<ChatEvent> events(int count) {
    await().atMost(PATIENCE).until(() -> desk.taken().size() >= count);
    return desk.taken();
  }

  /// The only event, once it came.
  <T extends ChatEvent> T event(Class<T> kind) {
    return kind.cast(events(1).getFirst());
  }

  /// What the bot wrote in a channel or thread, once there are as many messages.
  List<SimMessage> answersIn(long channelId, int count) {
    await().atMost(PATIENCE).until(() -> sim.ledger().answersIn(channelId).size() >= count);
    return sim.ledger().answersIn(channelId);
  }

  /// Sends another mention and waits until it is taken: what came before has been looked at by
  /// then.
  void settle() {
    SimMessage marker = channel.post(anna, says("marker"));
    await()
        .atMost(PATIENCE)
        .until(() ->
            desk.taken().stream().anyMatch(event -> event.key().id().equals(id(marker.id()))));
  }

  static SimFile picture(String name) {
    return SimFile.of(name, "image/png", ByteString.encodeUtf8("picture " + name));
  }

  static String id(long id) {
    return Long.toString(id);
  }

  @Override
  public void close() {
    surface.close();
    sim.close();
  }
}
