package dev.sightline.sim.discord;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What the world saw: every call, ping, upload and broken limit, in the order they happened.
///
/// Safe for all threads.
public final class DiscordLedger {

  /// One REST or CDN call.
  ///
  /// @param major the channel, interaction token or CDN path it was for; empty where there is none
  /// @param code Discord's JSON error code; 0 where there was none
  public record Call(Instant at, DiscordRoute route, String major, int status, int code) {}

  /// A 429, or another limit that a well-behaved bot never meets.
  public record BrokenLimit(Instant at, DiscordRoute route, String major, String what) {}

  /// A message of the bot that disturbed somebody.
  public record Pinged(SimMessage message, Pings pings) {}

  /// A file the bot uploaded.
  public record Upload(Instant at, SimAttachment attachment) {}

  /// The bot showed that it was typing.
  public record Typing(Instant at, long channelId) {}

  /// A callback that came when nobody waited any more.
  public record LateAck(Instant at, SimInteraction interaction) {}

  final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  final Queue<BrokenLimit> brokenLimits = new ConcurrentLinkedQueue<>();
  final Queue<Pinged> pings = new ConcurrentLinkedQueue<>();
  final Queue<Upload> uploads = new ConcurrentLinkedQueue<>();
  final Queue<Typing> typing = new ConcurrentLinkedQueue<>();
  final Queue<LateAck> lateAcks = new ConcurrentLinkedQueue<>();
  final Queue<SimInteraction> interactions = new ConcurrentLinkedQueue<>();
  final Queue<SimChannel> threads = new ConcurrentLinkedQueue<>();
  final Queue<SimMessage> botMessages = new ConcurrentLinkedQueue<>();
  final Queue<SimMessage> repeatedNonces = new ConcurrentLinkedQueue<>();
  final Queue<String> leakedAuthorizations = new ConcurrentLinkedQueue<>();
  final AtomicLong sharedRefusals = new AtomicLong();
  final Queue<Integer> closeCodes = new ConcurrentLinkedQueue<>();

  /// Every call, with the refused ones.
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /// The calls of one route.
  public List<Call> calls(DiscordRoute route) {
    return calls.stream().filter(call -> call.route() == route).toList();
  }

  /// Every 429 that the bot itself earned, and edits of old messages beyond their limit.
  public List<BrokenLimit> brokenLimits() {
    return List.copyOf(brokenLimits);
  }

  /// Calls that count towards the ban at 10,000 in 10 minutes: 401, 403, and 429 unless others used
  /// the bucket up.
  public long invalidRequests() {
    return calls.stream()
            .filter(call -> call.status() == 401 || call.status() == 403 || call.status() == 429)
            .count()
        - sharedRefusals.get();
  }

  /// The bot's messages that pinged somebody; edits never do.
  public List<Pinged> pings() {
    return List.copyOf(pings);
  }

  /// Files the bot uploaded, with their bytes.
  public List<Upload> uploads() {
    return List.copyOf(uploads);
  }

  /// Every time the bot showed that it was typing.
  public List<Typing> typing() {
    return List.copyOf(typing);
  }

  /// Callbacks after the three seconds.
  public List<LateAck> lateAcks() {
    return List.copyOf(lateAcks);
  }

  /// Every command, menu, click and form that people sent.
  public List<SimInteraction> interactions() {
    return List.copyOf(interactions);
  }

  /// Threads the bot opened.
  public List<SimChannel> threads() {
    return List.copyOf(threads);
  }

  /// Everything the bot ever wrote, also ephemeral and deleted messages.
  public List<SimMessage> answers() {
    return List.copyOf(botMessages);
  }

  /// What the bot wrote in a channel for everybody and is still there, without the notes Discord
  /// itself writes.
  public List<SimMessage> answersIn(long channelId) {
    return botMessages.stream()
        .filter(message -> message.channel().id() == channelId && !message.isDeleted())
        .filter(message -> !message.isSystemNote() && !message.isEphemeral())
        .toList();
  }

  /// Messages that a repeated nonce would have doubled.
  public List<SimMessage> repeatedNonces() {
    return List.copyOf(repeatedNonces);
  }

  /// `Authorization` headers that the CDN saw; there must be none.
  public List<String> leakedAuthorizations() {
    return List.copyOf(leakedAuthorizations);
  }

  /// Close codes the gateway sent.
  public List<Integer> closeCodes() {
    return List.copyOf(closeCodes);
  }
}
