package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// What the workspace saw: the record that tests assert on. Safe for all threads; each list is a
/// snapshot in the order of happening.
public final class SlackLedger {
  private final SlackWorld world;
  private final SocketHub sockets;
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final Queue<Ping> pings = new ConcurrentLinkedQueue<>();
  private final Queue<BrokenLimit> brokenLimits = new ConcurrentLinkedQueue<>();
  private final Queue<MisplacedToken> misplacedTokens = new ConcurrentLinkedQueue<>();
  private final Queue<Ephemeral> ephemerals = new ConcurrentLinkedQueue<>();
  private final Queue<ResponseUse> responseUses = new ConcurrentLinkedQueue<>();
  private final Queue<Download> downloads = new ConcurrentLinkedQueue<>();
  private final Queue<SimFile> uploads = new ConcurrentLinkedQueue<>();
  private final Queue<Home> homes = new ConcurrentLinkedQueue<>();
  private final Queue<ThreadStatus> statuses = new ConcurrentLinkedQueue<>();

  SlackLedger(SlackWorld world, SocketHub sockets) {
    this.world = world;
    this.sockets = sockets;
  }

  /// Every call of the Web API.
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  public List<Call> calls(String method) {
    return calls.stream().filter(call -> call.method().equals(method)).toList();
  }

  /// All messages of all channels, the deleted ones too.
  public List<SimMessage> messages() {
    return world.channels().stream().map(SimChannel::messages).flatMap(Collection::stream).toList();
  }

  public SimMessage message(String channelId, String ts) {
    SimChannel channel = world.channel(channelId);
    if (channel == null) {
      throw new NoSuchElementException("channel: " + channelId);
    }
    return channel.message(ts).orElseThrow();
  }

  /// What the bot said in a thread and did not delete, oldest first; with null, what it said
  /// outside of threads.
  public List<SimMessage> answersIn(String channelId, @Nullable String threadTs) {
    SimChannel channel = world.channel(channelId);
    return channel == null
        ? List.of()
        : channel.messages().stream()
            .filter(SimMessage::isFromBot)
            .filter(message -> !message.isDeleted())
            .filter(message -> Objects.equals(message.threadTs(), threadTs))
            .toList();
  }

  /// The same as one text: its messages as a reader sees them, joined by line ends.
  public String answerIn(String channelId, @Nullable String threadTs) {
    return String.join(
        "\n", answersIn(channelId, threadTs).stream().map(SimMessage::readerText).toList());
  }

  /// Notifications that the app's own messages sent.
  public List<Ping> pings() {
    return List.copyOf(pings);
  }

  /// Calls that were refused because they came too fast.
  public List<BrokenLimit> brokenLimits() {
    return List.copyOf(brokenLimits);
  }

  /// Everything sent over sockets.
  public List<SocketEnvelope> envelopes() {
    return sockets.envelopes();
  }

  /// Envelopes that were not acknowledged in time though their connection lived.
  public List<SocketEnvelope> lateAcks() {
    return sockets.lateAcks();
  }

  /// Tokens, and any `Authorization` header, that reached a place where they do not belong.
  public List<MisplacedToken> misplacedTokens() {
    return List.copyOf(misplacedTokens);
  }

  public List<Ephemeral> ephemerals() {
    return List.copyOf(ephemerals);
  }

  public List<ResponseUse> responseUses() {
    return List.copyOf(responseUses);
  }

  public List<Download> downloads() {
    return List.copyOf(downloads);
  }

  /// Files that the bot uploaded and completed; `SimFile#sharedIn` says where.
  public List<SimFile> uploads() {
    return List.copyOf(uploads);
  }

  /// Published Home tabs, oldest first.
  public List<Home> homes() {
    return List.copyOf(homes);
  }

  /// What `assistant.threads.setStatus` said.
  public List<ThreadStatus> statuses() {
    return List.copyOf(statuses);
  }

  void note(Call call) {
    calls.add(call);
  }

  void note(Ping ping) {
    pings.add(ping);
  }

  void note(BrokenLimit limit) {
    brokenLimits.add(limit);
  }

  void note(MisplacedToken token) {
    misplacedTokens.add(token);
  }

  void note(Ephemeral ephemeral) {
    ephemerals.add(ephemeral);
  }

  void note(ResponseUse use) {
    responseUses.add(use);
  }

  void note(Download download) {
    downloads.add(download);
  }

  void note(SimFile upload) {
    uploads.add(upload);
  }

  void note(Home home) {
    homes.add(home);
  }

  void note(ThreadStatus status) {
    statuses.add(status);
  }

  /// A call of the Web API.
  ///
  /// @param args without the token
  /// @param error empty where the call went well
  public record Call(Instant at, String method, ObjectNode args, int status, String error) {
    public boolean isOk() {
      return error.isEmpty();
    }
  }

  /// A call that came too fast.
  ///
  /// @param key what is counted together: a method, or a method in a channel
  public record BrokenLimit(Instant at, String key, String what, long retryAfterSeconds) {}

  /// A secret in the wrong place.
  ///
  /// @param where host and path
  /// @param what the kind of secret, never the secret itself
  public record MisplacedToken(Instant at, String where, String what) {}

  /// A message that only one person sees.
  ///
  /// @param via `chat.postEphemeral`, `response_url` or `ack`
  public record Ephemeral(
      Instant at,
      String channelId,
      String userId,
      @Nullable String threadTs,
      String ts,
      MessageVersion version,
      String via) {
    public String readerText() {
      return version.readerText();
    }

    public ArrayNode blocks() {
      return version.blocks();
    }
  }

  /// A use of a `response_url`.
  ///
  /// @param error empty where it was taken
  public record ResponseUse(Instant at, String url, JsonNode body, String error) {}

  /// A download of a private file.
  ///
  /// @param status how the download was answered
  /// @param sentBytes bytes of the file that left
  public record Download(Instant at, String fileId, int status, long sentBytes) {}

  /// A published Home tab.
  ///
  /// @param view as Slack keeps it, with the ids that it gave
  public record Home(Instant at, String userId, JsonNode view) {}

  public record ThreadStatus(Instant at, String channelId, String threadTs, String status) {}
}
