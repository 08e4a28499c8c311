package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The state of the simulated Discord: who and what there is.
///
/// All of it, also the fields of [SimGuild], [SimChannel], [SimMessage] and [SimInteraction], is
/// guarded by one lock, so that events leave in the order in which things happened.
final class DiscordWorld {
  private final ReentrantLock lock = new ReentrantLock();

  final Snowflakes ids = new Snowflakes();
  final DiscordLedger ledger = new DiscordLedger();
  final Map<Long, SimGuild> guilds = new LinkedHashMap<>();
  final Map<Long, SimChannel> channels = new LinkedHashMap<>();
  final Map<JsonNode, SimMessage> nonces = new HashMap<>();
  final Map<Long, SimChannel> directChannels = new HashMap<>();
  final Map<String, SimInteraction> interactions = new HashMap<>();
  final Map<Long, List<ObjectNode>> guildCommands = new HashMap<>();
  final SimUser bot;
  final String token;
  final Cdn cdn;
  final Gateway gateway;
  final Payloads payloads;

  private final Map<String, SimUser> people = new HashMap<>();
  private final Map<Long, SimUser> peopleById = new HashMap<>();

  List<ObjectNode> commands = new ArrayList<>();
  boolean messageContentPermitted = true;
  Duration editsAreOldAfter = Duration.ofHours(1);
  Duration interactionTokenLife = Duration.ofMinutes(15);
  Duration acknowledgeWithin = Duration.ofSeconds(3);

  DiscordWorld(String token, Supplier<String> authority) {
    this.token = token;
    bot = new SimUser(ids.next(), "Sightline", true);
    cdn = new Cdn(authority, this);
    payloads = new Payloads(this);
    gateway = new Gateway(this, authority);
  }

  void run(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  <T extends @Nullable Object> T call(Supplier<T> change) {
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  SimUser person(String name) {
    SimUser person = people.computeIfAbsent(name, _ -> new SimUser(ids.next(), name, false));
    peopleById.put(person.id(), person);
    return person;
  }

  @Nullable SimUser user(long id) {
    if (id == bot.id()) {
      return bot;
    }
    return peopleById.get(id);
  }

  SimChannel directChannel(SimUser user) {
    return directChannels.computeIfAbsent(
        user.id(),
        _ -> {
          SimChannel channel =
              new SimChannel(this, ids.next(), SimChannel.DIRECT, user.name(), null, null, user);
          channels.put(channel.id(), channel);
          return channel;
        });
  }

  /// The channel with this id, or Discord's refusal.
  SimChannel existing(long channelId) {
    SimChannel channel = channels.get(channelId);
    if (channel == null) {
      throw Rejection.of(ApiError.UNKNOWN_CHANNEL);
    }
    return channel;
  }

  /// Opens a thread, with the note Discord writes into it or its parent.
  ///
  /// @param threadId that of the message it starts from, where it starts from one
  SimChannel openThread(SimChannel parent, long threadId, String name, SimUser opener) {
    SimChannel thread =
        new SimChannel(
            this, threadId, SimChannel.PUBLIC_THREAD, name, parent.guild(), parent, null);
    thread.ownerId = opener.id();
    channels.put(threadId, thread);
    gateway.dispatch(
        "THREAD_CREATE", parent.guild(), payloads.channel(thread, true).put("newly_created", true));
    SimMessage start = parent.messages.get(threadId);
    SimMessage note =
        start == null
            ? new SimMessage(parent, ids.next(), opener, SimMessage.THREAD_CREATED)
            : new SimMessage(thread, ids.next(), opener, SimMessage.THREAD_STARTER);
    if (start == null) {
      note.content = name;
    } else {
      note.reply = start;
      start.thread = thread;
      start.flags |= SimMessage.HAS_THREAD;
      gateway.message("MESSAGE_UPDATE", start);
    }
    publish(note);
    if (opener.equals(bot)) {
      ledger.threads.add(thread);
    }
    return thread;
  }

  /// Puts a new message into its channel and tells everybody.
  void publish(SimMessage message) {
    message.channel().messages.put(message.id(), message);
    if (message.author().equals(bot)) {
      ledger.botMessages.add(message);
      if (!message.pings.isEmpty()) {
        ledger.pings.add(new DiscordLedger.Pinged(message, message.pings));
      }
    }
    gateway.message("MESSAGE_CREATE", message);
  }
}
