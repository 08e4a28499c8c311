package dev.sightline.discord;

import dev.sightline.discord.DiscordCalls.Sent;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.ServerWindow;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// Writes an answer as ordinary messages: into a thread that it opens under the question right
/// before its first message, so that nothing is left behind where nothing is answered; into the
/// thread or direct message where the question was asked; or, where no thread can be opened in good
/// time, as a reply in the channel.
final class DiscordThreadWriter implements ThreadWriter {
  private final DiscordCalls calls;
  private final Executor threads;
  private final TypingSign typing;
  private final Duration threadPatience;
  private final ReentrantLock placing = new ReentrantLock();
  private final AtomicReference<@Nullable String> nonceInDoubt = new AtomicReference<>();
  private final AtomicInteger posts = new AtomicInteger();
  private volatile String answer = UUID.randomUUID().toString();
  private volatile Place place;
  private volatile ThreadLimits limits;

  /// Where messages go.
  sealed interface Place {
    /// The channel or thread of the messages.
    String channelId();

    /// Into a thread under the question, not opened yet.
    ///
    /// @param parentId the channel of the question
    /// @param questionId the question's message, whose id the thread will have
    record NewThread(String parentId, String questionId, String name) implements Place {
      @Override
      public String channelId() {
        return questionId;
      }
    }

    /// Into a channel or thread that is there.
    ///
    /// @param replyTo what the first message replies to
    record Open(String channelId, @Nullable String replyTo) implements Place {}
  }

  DiscordThreadWriter(DiscordCalls calls, Executor threads, Place place) {
    this(calls, threads, place, DiscordLimits.THREAD_PATIENCE);
  }

  /// @param threadPatience how long the answer waits for its thread
  DiscordThreadWriter(DiscordCalls calls, Executor threads, Place place, Duration threadPatience) {
    this.calls = calls;
    this.threads = threads;
    this.threadPatience = threadPatience;
    this.place = place;
    this.limits = DiscordLimits.ofChannel(place.channelId(), place instanceof Place.Open);
    String seenNow =
        place instanceof Place.NewThread thread ? thread.parentId() : place.channelId();
    this.typing = new TypingSign(calls, threads, seenNow);
  }

  /// The sign that this answer is being written.
  TypingSign typing() {
    return typing;
  }

  @Override
  public String address() {
    return Address.of(place);
  }

  @Override
  public void knownAs(String name, int standing, boolean isInDoubt) {
    answer = name;
    posts.set(standing);
    nonceInDoubt.set(isInDoubt ? nonce() : null);
  }

  @Override
  public ThreadLimits limits() {
    return limits;
  }

  @Override
  public Optional<ServerWindow> told(CallLimit limit) {
    return calls.told(limit);
  }

  @Override
  public int lengthOf(Page page) {
    return PageText.length(page);
  }

  @Override
  public boolean hasButtons() {
    return true;
  }

  @Override
  public void delete(Posted posted) throws PlatformRefused, Throttled, InterruptedException {
    try {
      calls.delete(posted.channel(), posted.id());
    } catch (PlatformRefused refused) {
      if (refused.reason() != Reason.GONE) {
        throw refused;
      }
    }
  }

  @Override
  public ThreadWriter aside() {
    return place instanceof Place.NewThread thread
        ? new DiscordThreadWriter(
            calls, threads, new Place.Open(thread.parentId(), thread.questionId()))
        : this;
  }

  /// Fails only where nothing could be shown later either: a bot that may not type in a channel may
  /// still write in its threads.
  @Override
  public void working() throws PlatformRefused, InterruptedException {
    try {
      typing.show();
    } catch (PlatformRefused refused) {
      if (refused.reason() == Reason.GONE
          || DiscordErrors.codeOf(refused) == DiscordErrors.MISSING_ACCESS) {
        throw refused;
      }
    }
  }

  @Override
  public void makePlace() throws PlatformRefused, Throttled, InterruptedException {
    opened();
  }

  @Override
  public Posted post(Page page) throws PlatformRefused, Throttled, InterruptedException {
    Sent sent = send(MessageBody.of(page));
    return new Posted(sent.channelId(), sent.id());
  }

  @Override
  public void edit(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    edit(posted.channel(), posted.id(), MessageBody.of(page));
  }

  @Override
  public void attach(OutgoingFile file, String caption)
      throws PlatformRefused, Throttled, InterruptedException {
    send(MessageBody.of(PageText.of(Page.of(caption))).withFile(file));
  }

  private Sent send(MessageBody body) throws PlatformRefused, Throttled, InterruptedException {
    try {
      Sent sent = sendOnce(body);
      typing.end();
      return sent;
    } catch (PlatformRefused refused) {
      if (refused.reason() != Reason.UNREACHABLE) {
        typing.end();
      }
      throw refused;
    }
  }

  /// A send that got no answer may have been taken. Its nonce goes along with the next send, which
  /// Discord then answers with the message that is already there; what that one lacks is edited in.
  private Sent sendOnce(MessageBody body) throws PlatformRefused, Throttled, InterruptedException {
    Place.Open open = opened();
    @Nullable String doubted = nonceInDoubt.getAndSet(null);
    String nonce = doubted == null ? nonce() : doubted;
    Sent sent;
    try {
      sent = calls.send(open.channelId(), body.sent(nonce, open.replyTo()));
    } catch (PlatformRefused refused) {
      if (refused.reason() == Reason.UNREACHABLE) {
        nonceInDoubt.set(nonce);
      }
      throw refused;
    }
    place = new Place.Open(open.channelId(), null);
    posts.incrementAndGet();
    if (doubted != null && !sent.content().strip().equals(body.content().strip())) {
      edit(open.channelId(), sent.id(), body);
    }
    return new Sent(open.channelId(), sent.id(), sent.content());
  }

  private void edit(String channelId, String messageId, MessageBody body)
      throws PlatformRefused, Throttled, InterruptedException {
    try {
      calls.edit(channelId, messageId, body);
    } catch (PlatformRefused refused) {
      if (DiscordErrors.codeOf(refused) != DiscordErrors.ARCHIVED_THREAD) {
        throw refused;
      }
      reopen(channelId, refused);
      calls.edit(channelId, messageId, body);
    }
  }

  private void reopen(String threadId, PlatformRefused archived)
      throws PlatformRefused, Throttled, InterruptedException {
    try {
      calls.reopenThread(threadId);
    } catch (PlatformRefused refused) {
      archived.addSuppressed(refused);
      throw archived;
    }
  }

  private Place.Open opened() throws PlatformRefused, Throttled, InterruptedException {
    placing.lockInterruptibly();
    try {
      Place.Open open =
          switch (place) {
            case Place.Open already -> already;
            case Place.NewThread thread -> open(thread);
          };
      if (!open.channelId().equals(place.channelId())) {
        limits = DiscordLimits.ofChannel(open.channelId(), true);
      }
      place = open;
      return open;
    } finally {
      placing.unlock();
    }
  }

  private Place.Open open(Place.NewThread thread)
      throws PlatformRefused, Throttled, InterruptedException {
    Place.Open reply = new Place.Open(thread.parentId(), thread.questionId());
    try {
      if (!calls.openThread(
          thread.parentId(), thread.questionId(), thread.name(), threadPatience)) {
        return reply;
      }
    } catch (PlatformRefused refused) {
      if (refused.reason() == Reason.GONE || refused.reason() == Reason.UNREACHABLE) {
        throw refused;
      }
      if (DiscordErrors.codeOf(refused) != DiscordErrors.THREAD_EXISTS) {
        return reply;
      }
    }
    return new Place.Open(thread.questionId(), null);
  }

  /// The same for the same message of the same answer, also in another process.
  private String nonce() {
    return ByteString.encodeUtf8(answer + "/" + posts.get())
        .sha256()
        .hex()
        .substring(0, DiscordLimits.NONCE_CHARS);
  }
}
