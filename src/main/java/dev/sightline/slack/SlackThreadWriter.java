package dev.sightline.slack;

import com.slack.api.model.Message;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.limit.Throttled;
import dev.sightline.slack.SlackSession.Status;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes into a Slack thread by `chat.postMessage` and `chat.update`.
///
/// In channels rather than by Slack's own streaming methods ([SlackStreamWriter]): of those, people
/// other than the asker see only the first piece until the end.
final class SlackThreadWriter implements ThreadWriter {
  private static final String MARK = "sightline_page";

  private static final Logger LOG = LoggerFactory.getLogger(SlackThreadWriter.class);

  /// What Slack says of a message that the rules of its workspace let nobody change any more.
  private static final String FROZEN = "edit_window_closed";

  /// What Slack says of a message that somebody streams to.
  private static final String STILL_STREAMING = "streaming_state_conflict";

  /// Most that `conversations.replies` gives at once
  /// (https://docs.slack.dev/reference/methods/conversations.replies, read 2026-09).
  private static final int MOST_REPLIES = 999;

  /// How many of a channel's newest messages are looked through for one of ours; our own choice.
  private static final int MOST_LOOKED_THROUGH = 100;

  /// How many of the newest messages are looked at for a stream that was left; our own choice.
  private static final int MOST_STREAMS = 3;

  /// An answer that begins sooner needs no word about the wait; our own choice.
  private static final Duration WORDS_AFTER = Duration.ofSeconds(3);

  private final SlackCalls calls;
  private final SlackSessions sessions;
  private final ThreadRef thread;
  private final boolean isResumed;
  private final ThreadLimits limits;

  private volatile String answer = UUID.randomUUID().toString();
  private final AtomicInteger posts = new AtomicInteger();

  /// Messages that can be changed no more.
  private final Set<String> frozen = ConcurrentHashMap.newKeySet();

  /// What was posted in place of those, by their ids.
  private final Map<String, Posted> replaced = new ConcurrentHashMap<>();

  /// Marks the post that was sent last, while it is unknown whether Slack took it.
  private volatile @Nullable String unanswered;

  /// @param isResumed whether an earlier process began the answer
  SlackThreadWriter(SlackCalls calls, SlackSessions sessions, ThreadRef thread, boolean isResumed) {
    this.calls = calls;
    this.sessions = sessions;
    this.thread = thread;
    this.isResumed = isResumed;
    this.limits = SlackLimits.inChannel(thread.workspace(), thread.channel());
  }

  @Override
  public ThreadLimits limits() {
    return limits;
  }

  @Override
  public int lengthOf(Page page) {
    return SlackBlocks.lengthOf(page);
  }

  @Override
  public boolean hasButtons() {
    return true;
  }

  @Override
  public void taken() {
    if (isResumed) {
      sessions.resumed(thread);
    } else {
      sessions.begun(thread, false);
    }
  }

  @Override
  public void ended() {
    sessions.ended(thread);
  }

  /// Words are shown in direct messages with an agent app only. They count as a sign of work.
  @Override
  public boolean status(String words) throws PlatformRefused, Throttled, InterruptedException {
    if (!thread.channel().startsWith("D") || !calls.showStatus(thread, words)) {
      return false;
    }
    sessions.worded(thread);
    return true;
  }

  @Override
  public Optional<Duration> wordsAfter() {
    return Optional.of(WORDS_AFTER);
  }

  /// In a direct message nobody else reads anyway.
  @Override
  public boolean tellAlone(String personId, String questionId, String sentence)
      throws PlatformRefused, Throttled, InterruptedException {
    if (thread.channel().startsWith("D")) {
      return false;
    }
    boolean opensThread = questionId.endsWith("/" + thread.thread());
    calls.call(client ->
        client.chatPostEphemeral(line ->
            line.channel(thread.channel())
                .user(personId)
                .threadTs(opensThread ? null : thread.thread())
                .text(SlackText.inert(sentence, SlackLimits.FALLBACK_CHARS))));
    return true;
  }

  @Override
  public void delete(Posted posted) throws PlatformRefused, Throttled, InterruptedException {
    try {
      calls.call(client ->
          client.chatDelete(message -> message.channel(posted.channel()).ts(posted.id())));
    } catch (PlatformRefused refused) {
      if (refused.reason() != Reason.GONE) {
        throw refused;
      }
    }
  }

  @Override
  public void knownAs(String name, int standing, boolean isInDoubt) {
    answer = name;
    posts.set(standing);
    unanswered = isInDoubt ? mark() : null;
  }

  private String mark() {
    return answer + "/" + posts.get();
  }

  /// A post whose answer got lost may stand nevertheless. The next one looks for it first, and
  /// makes it show the newer page, so that no answer is there twice.
  @Override
  public Posted post(Page page) throws PlatformRefused, Throttled, InterruptedException {
    String earlier = unanswered;
    Posted standing = earlier == null ? null : begun(earlier);
    if (standing != null) {
      edit(standing, page);
      unanswered = null;
      posts.incrementAndGet();
      return standing;
    }
    String mark = mark();
    unanswered = mark;
    try {
      Posted posted = send(page, mark);
      unanswered = null;
      posts.incrementAndGet();
      return posted;
    } catch (PlatformRefused refused) {
      unanswered = refused.reason() == Reason.UNREACHABLE ? mark : null;
      throw refused;
    } catch (Throttled throttled) {
      unanswered = null;
      throw throttled;
    }
  }

  private Posted send(Page page, String mark)
      throws PlatformRefused, Throttled, InterruptedException {
    SlackBlocks shown = SlackBlocks.of(page);
    Message.Metadata metadata =
        Message.Metadata.builder().eventType(MARK).eventPayload(Map.of("id", mark)).build();
    var answer =
        calls.post(
            thread.channel(),
            client ->
                client.chatPostMessage(message ->
                    message
                        .channel(thread.channel())
                        .threadTs(root())
                        .blocks(shown.blocks())
                        .text(shown.fallback())
                        .metadata(metadata)
                        .unfurlLinks(false)
                        .unfurlMedia(false)));
    return new Posted(answer.getChannel(), answer.getTs());
  }

  /// What stands of a post of which nobody knows whether Slack took it.
  private @Nullable Posted begun(String mark)
      throws PlatformRefused, Throttled, InterruptedException {
    List<Message> said = said();
    Optional<Message> marked =
        said.stream().filter(message -> isMarked(message.getMetadata(), mark)).findFirst();
    if (marked.isPresent()) {
      return new Posted(thread.channel(), marked.get().getTs());
    }
    return isResumed ? leftStreaming(said) : null;
  }

  /// The newest messages of the place, with their marks.
  private List<Message> said() throws PlatformRefused, Throttled, InterruptedException {
    String root = root();
    if (root == null) {
      return calls
          .call(client ->
              client.conversationsHistory(history ->
                  history
                      .channel(thread.channel())
                      .includeAllMetadata(true)
                      .limit(MOST_LOOKED_THROUGH)))
          .getMessages();
    }
    return calls
        .call(client ->
            client.conversationsReplies(replies ->
                replies
                    .channel(thread.channel())
                    .ts(root)
                    .includeAllMetadata(true)
                    .limit(MOST_REPLIES)))
        .getMessages();
  }

  /// The message under which the thread is; null where messages go into the channel itself.
  private @Nullable String root() {
    return thread.thread().isEmpty() ? null : thread.thread();
  }

  /// A stream that a process before us began and did not live to note. Slack takes no mark for it,
  /// but answers of a thread come one after the other: what still streams there is this one.
  private @Nullable Posted leftStreaming(List<Message> said)
      throws PlatformRefused, Throttled, InterruptedException {
    List<Posted> unmarked =
        said.reversed().stream()
            .filter(message -> message.getBotId() != null && !hasMark(message.getMetadata()))
            .map(message -> new Posted(thread.channel(), message.getTs()))
            .limit(MOST_STREAMS)
            .toList();
    for (Posted stream : unmarked) {
      try {
        calls.stopStream(stream, "", List.of(), Status.ACTIVE);
        sessions.told(thread, Status.ACTIVE);
        return stream;
      } catch (PlatformRefused refused) {
        if (refused.reason() == Reason.UNREACHABLE) {
          throw refused;
        }
        LOG.info("a message is not taken for a stream that was left: {}", refused.note());
      }
    }
    return null;
  }

  private static boolean isMarked(Message.@Nullable Metadata metadata, String mark) {
    return metadata != null
        && hasMark(metadata)
        && mark.equals(metadata.getEventPayload().get("id"));
  }

  private static boolean hasMark(Message.@Nullable Metadata metadata) {
    return metadata != null && MARK.equals(metadata.getEventType());
  }

  /// A message that can be changed no more keeps its text until all of it is there.
  @Override
  public void grow(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    if (frozen.contains(posted.id())) {
      return;
    }
    try {
      change(posted, page);
    } catch (PlatformRefused refused) {
      freezeOrThrow(posted, refused);
    }
  }

  /// A message that can be changed no more makes way for a new one.
  @Override
  public void edit(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    Posted standing = replaced.getOrDefault(posted.id(), posted);
    if (!frozen.contains(standing.id())) {
      try {
        change(standing, page);
        return;
      } catch (PlatformRefused refused) {
        freezeOrThrow(standing, refused);
      }
    }
    replaced.put(posted.id(), post(page));
    try {
      delete(standing);
    } catch (PlatformRefused | Throttled stays) {
      LOG.info("what was written anew stands twice: {}", stays.getMessage());
    }
  }

  private void freezeOrThrow(Posted posted, PlatformRefused refused) throws PlatformRefused {
    if (!refused.note().message().equals(FROZEN)) {
      throw refused;
    }
    frozen.add(posted.id());
    LOG.warn("a message can be changed no more and is written anew: {}", refused.getMessage());
  }

  /// A message that a process before us left streaming is stopped first.
  private void change(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    try {
      update(posted, page);
    } catch (PlatformRefused refused) {
      if (!refused.note().message().equals(STILL_STREAMING)) {
        throw refused;
      }
      calls.stopStream(posted, "", List.of(), Status.ACTIVE);
      sessions.told(thread, Status.ACTIVE);
      update(posted, page);
    }
  }

  private void update(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    SlackBlocks shown = SlackBlocks.of(page);
    calls.call(client ->
        client.chatUpdate(message ->
            message
                .channel(posted.channel())
                .ts(posted.id())
                .blocks(shown.blocks())
                .text(shown.fallback())));
  }

  @Override
  public void attach(OutgoingFile file, String caption)
      throws PlatformRefused, Throttled, InterruptedException {
    SlackUpload.to(calls, thread.channel(), root(), file, caption);
  }
}
