package dev.sightline.sim.discord;

import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place to write in: a text channel, a thread or a direct channel. Safe for all threads.
public final class SimChannel {
  static final int TEXT = 0;
  static final int DIRECT = 1;
  static final int PUBLIC_THREAD = 11;

  final DiscordWorld world;
  final LinkedHashMap<Long, SimMessage> messages = new LinkedHashMap<>();
  final Set<SimPermission> denied = EnumSet.noneOf(SimPermission.class);
  final int type;
  final @Nullable SimUser recipient;
  final Instant createdAt = Instant.now();

  String name;
  boolean isArchived;
  boolean isLocked;
  int archiveAfterMinutes = 1440;
  long ownerId;

  /// Whether the recipient of a direct channel refuses what the bot writes.
  boolean isClosed;

  private final long id;
  private final @Nullable SimGuild guild;
  private final @Nullable SimChannel parent;

  SimChannel(
      DiscordWorld world,
      long id,
      int type,
      String name,
      @Nullable SimGuild guild,
      @Nullable SimChannel parent,
      @Nullable SimUser recipient) {
    this.world = world;
    this.id = id;
    this.type = type;
    this.name = name;
    this.guild = guild;
    this.parent = parent;
    this.recipient = recipient;
    this.ownerId = world.bot.id();
  }

  /// Its id.
  public long id() {
    return id;
  }

  /// Its name.
  public String name() {
    return world.call(() -> name);
  }

  /// Its guild; absent for a direct channel.
  public @Nullable SimGuild guild() {
    return guild;
  }

  /// The channel a thread hangs on.
  public @Nullable SimChannel parent() {
    return parent;
  }

  /// Whether it is a thread.
  public boolean isThread() {
    return type == PUBLIC_THREAD;
  }

  /// All messages that are still there and that everybody sees, oldest first.
  public List<SimMessage> messages() {
    return world.call(
        () -> messages.values().stream().filter(message -> !message.isEphemeral()).toList());
  }

  /// What the bot wrote here and is still there.
  public List<SimMessage> answers() {
    return world.ledger.answersIn(id);
  }

  /// Somebody writes.
  public SimMessage post(SimUser author, String text, SimFile... files) {
    return draft(author).text(text).files(files).send();
  }

  /// Somebody replies, which pings whom they reply to.
  public SimMessage reply(SimUser author, SimMessage to, String text, SimFile... files) {
    return draft(author).text(text).replyTo(to).files(files).send();
  }

  /// Somebody forwards a message here.
  public SimMessage forward(SimUser author, SimMessage original) {
    return draft(author).forward(original).send();
  }

  /// Begins a message with more to it.
  public SimDraft draft(SimUser author) {
    return new SimDraft(this, author);
  }

  /// Begins a slash command: its name, with subcommands after spaces.
  public SimCommand slash(SimUser user, String command) {
    return new SimCommand(this, user, command);
  }

  /// Somebody opens a thread.
  public SimChannel openThread(SimUser user, String threadName) {
    return world.call(() -> world.openThread(this, world.ids.next(), threadName, user));
  }

  /// Takes permissions from the bot in this channel.
  public void deny(SimPermission... permissions) {
    world.run(() -> {
      denied.addAll(Set.of(permissions));
      announceChange();
    });
  }

  /// Archives a thread.
  public void archive() {
    world.run(() -> {
      isArchived = true;
      announceChange();
    });
  }

  /// Locks and archives a thread.
  public void lock() {
    world.run(() -> {
      isLocked = true;
      isArchived = true;
      announceChange();
    });
  }

  /// The recipient of a direct channel blocks the bot.
  public void close() {
    world.run(() -> isClosed = true);
  }

  /// Deletes the channel with its threads.
  public void delete() {
    world.run(() -> {
      List<SimChannel> gone =
          world.channels.values().stream()
              .filter(channel -> equals(channel) || equals(channel.parent()))
              .toList();
      for (SimChannel channel : gone.reversed()) {
        world.channels.remove(channel.id());
        world.gateway.dispatch(
            channel.isThread() ? "THREAD_DELETE" : "CHANNEL_DELETE",
            guild,
            world.payloads.channel(channel, true));
      }
    });
  }

  /// The place whose permission overwrites count: a thread has those of its parent.
  SimChannel home() {
    return parent == null ? this : parent;
  }

  Set<SimPermission> botPermissions() {
    return guild == null
        ? EnumSet.allOf(SimPermission.class)
        : SimGuild.without(
            guild.permissionsOf(world.bot), home().denied.toArray(SimPermission[]::new));
  }

  /// Refuses what the bot may not do here.
  void require(SimPermission... permissions) {
    Set<SimPermission> has = botPermissions();
    if (!has.contains(SimPermission.VIEW_CHANNEL)) {
      throw Rejection.of(ApiError.MISSING_ACCESS);
    }
    if (!has.containsAll(Set.of(permissions))) {
      throw Rejection.of(ApiError.MISSING_PERMISSIONS);
    }
  }

  /// The message with this id that everybody sees, or Discord's refusal.
  SimMessage existing(long messageId) {
    SimMessage message = messages.get(messageId);
    if (message == null || message.isEphemeral()) {
      throw Rejection.of(ApiError.UNKNOWN_MESSAGE);
    }
    return message;
  }

  /// Writing in an archived thread opens it again.
  void wake() {
    if (isArchived) {
      isArchived = false;
      announceChange();
    }
  }

  void announceChange() {
    world.gateway.dispatch(
        isThread() ? "THREAD_UPDATE" : "CHANNEL_UPDATE", guild, world.payloads.channel(this, true));
  }
}
