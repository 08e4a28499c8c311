package dev.sightline.sim.slack;

import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The state of the workspace: team, people, channels, files, tokens. Safe for all threads.
final class SlackWorld {
  static final String TEAM_ID = "T0SIM0001";
  static final String TEAM_NAME = "Simulated Workspace";
  static final String TEAM_DOMAIN = "simulated";
  static final String APP_ID = "A0SIM0001";
  static final String BOT_ID = "B0SIM0001";
  static final String BOT_USER_ID = "U0SIMBOT1";
  static final String BOT_NAME = "sightline";
  static final String BOT_TOKEN = "xoxb-1000000000001-1000000000002-SimulatedBotTokenNotReal";
  static final String APP_TOKEN = "xapp-1-A0SIM0001-1000000000003-simulatedapptokennotreal";

  private final AtomicLong lastMicros = new AtomicLong();
  private final AtomicLong lastId = new AtomicLong(1_000);
  private final Set<String> scopes = new ConcurrentSkipListSet<>();
  private final Map<String, String> names = new ConcurrentSkipListMap<>();
  private final Set<String> admins = new ConcurrentSkipListSet<>();
  private final Set<String> guests = new ConcurrentSkipListSet<>();
  private final Map<String, Set<String>> groups = new ConcurrentSkipListMap<>();
  private final Map<String, SimChannel> channels = new ConcurrentSkipListMap<>();
  private final Map<String, SimFile> files = new ConcurrentHashMap<>();

  SlackWorld(Set<String> granted) {
    scopes.addAll(granted);
    names.put(BOT_USER_ID, BOT_NAME);
  }

  /// A new message time: microseconds, never twice.
  String nextTs() {
    Instant now = Instant.now();
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    long next = lastMicros.updateAndGet(last -> Math.max(last + 1, micros));
    return "%d.%06d".formatted(next / 1_000_000, next % 1_000_000);
  }

  String nextId(String prefix) {
    return prefix + "0SIM" + Long.toString(lastId.incrementAndGet(), 36).toUpperCase(Locale.ROOT);
  }

  Set<String> scopes() {
    return scopes;
  }

  String name(String userId) {
    return names.getOrDefault(userId, userId.toLowerCase(Locale.ROOT));
  }

  boolean knows(String userId) {
    return names.containsKey(userId);
  }

  void addPerson(String userId, String name) {
    names.putIfAbsent(userId, name);
  }

  /// People who administrate the workspace. Guests, who see only channels that they were invited
  /// to.
  Set<String> guests() {
    return guests;
  }

  /// The members of each user group, by its id.
  Map<String, Set<String>> groups() {
    return groups;
  }

  Set<String> admins() {
    return admins;
  }

  Optional<String> personNamed(String name) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  SimChannel add(SimChannel channel) {
    SimChannel before = channels.putIfAbsent(channel.id(), channel);
    return before == null ? channel : before;
  }

  @Nullable SimChannel channel(String id) {
    return channels.get(id);
  }

  ChannelKind kindOf(String id) {
    SimChannel channel = channels.get(id);
    return channel == null ? ChannelKind.PRIVATE : channel.kind();
  }

  Collection<SimChannel> channels() {
    return channels.values();
  }

  Optional<SimChannel> directMessages(String userId) {
    return channels.values().stream()
        .filter(channel -> userId.equals(channel.otherPerson()))
        .findFirst();
  }

  void add(SimFile file) {
    files.put(file.id(), file);
  }

  @Nullable SimFile file(String id) {
    return files.get(id);
  }

  /// Whether the bot may see a file: it uploaded it, or is where it was shared.
  boolean seesFile(SimFile file) {
    return file.uploaderId().equals(BOT_USER_ID)
        || file.sharedIn().stream()
            .map(channels::get)
            .anyMatch(channel -> channel != null && channel.hasBot());
  }
}
