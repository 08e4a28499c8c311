package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/// One message of the workspace with everything it ever said. Safe for all threads.
public final class SimMessage {
  private final SimChannel channel;
  private final String ts;
  private final @Nullable String threadTs;
  private final String userId;
  private final boolean fromBot;
  private final List<SimFile> files;
  private final Set<String> reactions = new ConcurrentSkipListSet<>();
  private final List<MessageVersion> versions = new ArrayList<>();
  private volatile @Nullable JsonNode metadata;
  private @Nullable LiveStream stream;
  private String recipient = "";
  private boolean isSettled;
  private @Nullable Instant deletedAt;
  private @Nullable Instant editedAt;

  SimMessage(
      SimChannel channel,
      String ts,
      @Nullable String threadTs,
      String userId,
      boolean fromBot,
      MessageVersion first,
      List<SimFile> files) {
    this.channel = channel;
    this.ts = ts;
    this.threadTs = threadTs;
    this.userId = userId;
    this.fromBot = fromBot;
    this.files = List.copyOf(files);
    versions.add(first);
  }

  public String ts() {
    return ts;
  }

  public String channelId() {
    return channel.id();
  }

  /// The root of its thread; null for a message outside of threads and for a root itself.
  public @Nullable String threadTs() {
    return threadTs;
  }

  public String userId() {
    return userId;
  }

  public boolean isFromBot() {
    return fromBot;
  }

  public List<SimFile> files() {
    return files;
  }

  /// Emoji names that the bot put on it.
  public Set<String> reactions() {
    return reactions;
  }

  /// All it ever said, oldest first.
  public synchronized List<MessageVersion> versions() {
    return List.copyOf(versions);
  }

  public synchronized MessageVersion latest() {
    return versions.getLast();
  }

  public synchronized boolean isDeleted() {
    return deletedAt != null;
  }

  /// When a person last saw "(edited)" appear; null when never.
  public synchronized @Nullable Instant editedAt() {
    return editedAt;
  }

  /// The latest text as it was sent, still escaped.
  public String text() {
    return latest().text();
  }

  public ArrayNode blocks() {
    return latest().blocks();
  }

  /// The latest text as a reader sees it.
  public String readerText() {
    return latest().readerText();
  }

  /// The latest text as this person sees it: of a stream only the recipient sees the text grow.
  public synchronized String readerText(String readerId) {
    LiveStream growing = stream;
    return growing == null || readerId.equals(recipient) || isSettled
        ? readerText()
        : MessageVersion.plain(growing.firstPiece()).readerText();
  }

  /// Whether the message waits for more, or shows the error of a stream that Slack closed.
  public synchronized boolean isUnfinished() {
    return stream != null && !isSettled;
  }

  /// What the app attached for itself; null without.
  public @Nullable JsonNode metadata() {
    return metadata;
  }

  void attach(JsonNode value) {
    metadata = value;
  }

  SimChannel channel() {
    return channel;
  }

  /// The thread that a reply to this message belongs to.
  String rootTs() {
    return threadTs == null ? ts : threadTs;
  }

  synchronized void change(MessageVersion next, boolean marksEdited) {
    versions.add(next);
    if (marksEdited) {
      editedAt = next.at();
    }
  }

  synchronized void stream(LiveStream value, String recipientId) {
    stream = value;
    recipient = recipientId;
  }

  /// All of its text is there for everybody: the app stopped the stream or updated the message.
  synchronized void settle() {
    isSettled = true;
  }

  synchronized boolean wasStreamed() {
    return stream != null;
  }

  /// Whether a stream is open that takes more.
  public synchronized boolean isStreaming() {
    return stream != null && stream.state() == LiveStream.State.STREAMING;
  }

  synchronized LiveStream streamed() {
    return Objects.requireNonNull(stream, "never streamed");
  }

  synchronized void delete() {
    deletedAt = Instant.now();
  }

  @Override
  public String toString() {
    return "%s/%s %s: %s".formatted(channel.id(), ts, userId, readerText());
  }
}
