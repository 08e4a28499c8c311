package dev.sightline.discord;

import dev.sightline.discord.DiscordCalls.Sent;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.ServerWindow;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes the answer to a command or menu: the first message takes the place of "thinking…", more
/// follow it.
///
/// The interaction's token is good for 15 minutes and has limits of its own. When it is over, or
/// Discord forgets it early, the answer goes on as ordinary messages of the channel.
final class HookWriter implements ThreadWriter {
  /// The message that stands in the place of "thinking…".
  static final String ORIGINAL = "@original";

  /// Codes by which Discord says that it does not know the token any more (api-docs 6851).
  private static final Set<Integer> TOKEN_IS_DEAD =
      Set.of(
          DiscordErrors.UNKNOWN_WEBHOOK,
          DiscordErrors.INVALID_WEBHOOK_TOKEN,
          DiscordErrors.UNKNOWN_INTERACTION);

  private final DiscordCalls calls;
  private final InstantSource clock;
  private final Hook hook;
  private final ThreadWriter channel;
  private final ThreadLimits limits;
  private final ReentrantLock first = new ReentrantLock();

  /// Whether the message in the place of "thinking…" is another's, so that nothing stands there
  /// that says that work is under way.
  private final boolean isFollowing;

  /// When a press is acknowledged; null for a command, which is already.
  private @Nullable CompletableFuture<?> acknowledged;

  private boolean isOriginalTaken;

  private volatile boolean isDead;

  /// An interaction that has been acknowledged.
  ///
  /// @param createdAt when the token's 15 minutes began
  record Hook(String interactionId, String token, String channelId, Instant createdAt) {
    @Override
    public String toString() {
      return "Hook[" + interactionId + "]";
    }
  }

  /// @param channel takes over when the token is of no use any more
  HookWriter(DiscordCalls calls, InstantSource clock, Hook hook, ThreadWriter channel) {
    this(calls, clock, hook, channel, false);
  }

  private HookWriter(
      DiscordCalls calls,
      InstantSource clock,
      Hook hook,
      ThreadWriter channel,
      boolean isFollowing) {
    this.calls = calls;
    this.clock = clock;
    this.hook = hook;
    this.channel = channel;
    this.isFollowing = isFollowing;
    this.isOriginalTaken = isFollowing;
    this.limits = DiscordLimits.ofInteraction(hook.interactionId());
  }

  /// A writer for what a press sets off: all of it follows the message that was pressed, which
  /// stays as it is.
  ///
  /// @param acknowledged when the press is; nothing can follow before
  static HookWriter following(
      DiscordCalls calls,
      InstantSource clock,
      Hook hook,
      CompletableFuture<?> acknowledged,
      ThreadWriter channel) {
    HookWriter writer = new HookWriter(calls, clock, hook, channel, true);
    writer.acknowledged = acknowledged;
    return writer;
  }

  @Override
  public ThreadWriter following() {
    return new HookWriter(calls, clock, hook, channel.following(), true);
  }

  @Override
  public String address() {
    return Address.of(hook, isFollowing);
  }

  @Override
  public void knownAs(String answer, int standing, boolean isInDoubt) {
    channel.knownAs(answer, standing, isInDoubt);
    first.lock();
    try {
      isOriginalTaken = isFollowing || standing > 0;
    } finally {
      first.unlock();
    }
  }

  /// Waits for an acknowledgement, however it ends: without one the token is of no use, which the
  /// next call finds out.
  static void await(CompletableFuture<?> acknowledged) throws InterruptedException {
    try {
      acknowledged.get();
    } catch (ExecutionException | CancellationException e) {
      return;
    }
  }

  @Override
  public ThreadLimits limits() {
    return isOver() ? channel.limits() : limits;
  }

  @Override
  public Optional<ServerWindow> told(CallLimit limit) {
    return channel.told(limit);
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
  public void working() throws PlatformRefused, InterruptedException {
    if (isFollowing) {
      channel.working();
    }
  }

  @Override
  public void makePlace() throws InterruptedException {
    if (acknowledged != null) {
      await(acknowledged);
    }
  }

  @Override
  public void delete(Posted posted) throws PlatformRefused, Throttled, InterruptedException {
    channel.delete(posted);
  }

  @Override
  public Posted post(Page page) throws PlatformRefused, Throttled, InterruptedException {
    if (!isOver()) {
      try {
        Sent sent = add(MessageBody.of(page));
        return new Posted(sent.channelId(), sent.id());
      } catch (PlatformRefused refused) {
        rethrowUnlessDead(refused);
      }
    }
    return channel.post(page);
  }

  @Override
  public void edit(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    if (!isOver()) {
      try {
        calls.editByToken(hook.token(), posted.id(), MessageBody.of(page));
        return;
      } catch (PlatformRefused refused) {
        rethrowUnlessDead(refused);
      }
    }
    channel.edit(posted, page);
  }

  @Override
  public void attach(OutgoingFile file, String caption)
      throws PlatformRefused, Throttled, InterruptedException {
    if (!isOver()) {
      try {
        add(MessageBody.of(PageText.of(Page.of(caption))).withFile(file));
        return;
      } catch (PlatformRefused refused) {
        rethrowUnlessDead(refused);
      }
    }
    channel.attach(file, caption);
  }

  private Sent add(MessageBody body) throws PlatformRefused, Throttled, InterruptedException {
    Sent sent = original(body);
    if (sent == null) {
      sent = calls.followUp(hook.token(), body);
    }
    String channelId = sent.channelId().isEmpty() ? hook.channelId() : sent.channelId();
    return new Sent(channelId, sent.id(), sent.content());
  }

  private @Nullable Sent original(MessageBody body)
      throws PlatformRefused, Throttled, InterruptedException {
    first.lockInterruptibly();
    try {
      if (isOriginalTaken) {
        return null;
      }
      Sent sent = calls.editByToken(hook.token(), ORIGINAL, body);
      isOriginalTaken = true;
      return sent;
    } finally {
      first.unlock();
    }
  }

  private boolean isOver() {
    Instant end = hook.createdAt().plus(DiscordLimits.TOKEN_LIFE).minus(DiscordLimits.TOKEN_MARGIN);
    return isDead || !clock.instant().isBefore(end);
  }

  private void rethrowUnlessDead(PlatformRefused refused) throws PlatformRefused {
    if (!TOKEN_IS_DEAD.contains(DiscordErrors.codeOf(refused))) {
      throw refused;
    }
    isDead = true;
  }
}
