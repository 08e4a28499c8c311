package dev.sightline.slack;

import com.slack.api.model.Message;
import com.slack.api.model.block.LayoutBlock;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.Throttled;
import dev.sightline.slack.SlackSession.Status;
import dev.sightline.stream.Healing;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Writes into a Slack thread by Slack's own streaming: `chat.startStream`, one `chat.appendStream`
/// for each bit of new text, and `chat.stopStream` with the rest and what stands under it.
///
/// A message is streamed only if its text is still growing and a stream is to be had; others go by
/// post and update, as do those whose stream broke: Slack closed it, the person stopped it, or the
/// text changed other than by growing. A stream is stopped first then, and the failure reported as
/// one that may pass, so that the pacer comes again when `chat.update` has room.
final class SlackStreamWriter implements ThreadWriter {
  private static final String NOT_STREAMING = "message_not_in_streaming_state";
  private static final String STOPPED_BY_USER = "stopped_by_user";

  /// What Slack says where there is no streaming at all.
  private static final Set<String> NEVER =
      Set.of("unknown_method", "method_deprecated", "feature_not_enabled", "not_agent_app");

  /// How far our clock and Slack's may be apart; our own choice.
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private static final int MOST_REPLIES = 999;

  private final SlackCalls calls;
  private final ThreadRef thread;
  private final PersonRef reader;
  private final SlackThreadWriter posting;
  private final SlackStreams streams;
  private final SlackSessions sessions;
  private final ThreadLimits whileStreaming;
  private final Map<String, Live> live = new ConcurrentHashMap<>();
  private volatile SlackStreams.@Nullable Stream reserved;
  private volatile @Nullable LostStart lostStart;
  private volatile boolean isOff;
  private volatile Runnable onStop = () -> {};

  /// A message that is being streamed.
  private record Live(SlackStreams.Stream stream, StreamedText text) {}

  /// A start that got no answer.
  private record LostStart(String text, Instant at) {}

  /// @param reader sees the text grow
  /// @param streamTime longest time that one message is streamed to
  SlackStreamWriter(
      SlackCalls calls,
      ThreadRef thread,
      PersonRef reader,
      SlackThreadWriter posting,
      SlackStreams streams,
      Duration streamTime) {
    this.calls = calls;
    this.thread = thread;
    this.reader = reader;
    this.posting = posting;
    this.streams = streams;
    this.sessions = streams.sessions();
    this.whileStreaming = SlackLimits.whileStreaming(posting.limits(), streamTime);
  }

  @Override
  public ThreadLimits limits() {
    return posting.limits();
  }

  @Override
  public String address() {
    return posting.address();
  }

  @Override
  public void knownAs(String answer, int standing, boolean isInDoubt) {
    posting.knownAs(answer, standing, isInDoubt);
  }

  @Override
  public ThreadWriter aside() {
    return posting;
  }

  @Override
  public boolean tellAlone(String personId, String questionId, String sentence)
      throws PlatformRefused, Throttled, InterruptedException {
    return posting.tellAlone(personId, questionId, sentence);
  }

  @Override
  public ThreadLimits limitsOf(Posted standing) {
    return live.containsKey(standing.id()) ? whileStreaming : posting.limits();
  }

  @Override
  public int lengthOf(Page page) {
    return posting.lengthOf(page);
  }

  /// Before a message is added this is where its way is chosen.
  @Override
  public boolean wantsRawText(@Nullable Posted standing) {
    if (standing != null) {
      return live.containsKey(standing.id());
    }
    if (reserved == null && !isOff) {
      reserved = streams.reserve();
    }
    return reserved != null;
  }

  @Override
  public boolean hasButtons() {
    return posting.hasButtons();
  }

  @Override
  public void taken() {
    sessions.begun(thread, true);
  }

  @Override
  public void ended() {
    sessions.ended(thread);
  }

  @Override
  public boolean status(String words) throws PlatformRefused, Throttled, InterruptedException {
    return posting.status(words);
  }

  @Override
  public Optional<Duration> wordsAfter() {
    return posting.wordsAfter();
  }

  @Override
  public boolean endsMessages() {
    return !isOff && streams.isOn();
  }

  @Override
  public void onStop(Runnable stop) {
    onStop = stop;
  }

  /// A text that is whole already needs no stream.
  @Override
  public Posted post(Page page) throws PlatformRefused, Throttled, InterruptedException {
    SlackStreams.Stream unused = reserved;
    if (unused != null) {
      reserved = null;
      streams.notUsed(unused);
    }
    Posted standing = standing();
    if (standing == null) {
      return posting.post(page);
    }
    stopAsItIs(standing);
    posting.edit(standing, page);
    return standing;
  }

  /// Words about the wait are posted, as in a stream the text could not take their place.
  @Override
  public Posted begin(Page page) throws PlatformRefused, Throttled, InterruptedException {
    SlackStreams.Stream stream = reserved;
    if (stream == null || lostStart != null || page.markdown().isBlank()) {
      sessions.posting(thread);
      return post(page);
    }
    reserved = null;
    String first = SlackMarkdown.beginning(Healing.beginning(page.markdown()));
    Instant at = Instant.now();
    try {
      Posted posted = start(first);
      streams.started();
      sessions.told(thread, Status.PROCESSING);
      live.put(posted.id(), new Live(stream, new StreamedText(first)));
      return posted;
    } catch (Throttled throttled) {
      streams.notStarted(stream);
      streams.closeFor(throttled.retryAfter());
      sessions.posting(thread);
      return posting.post(page);
    } catch (PlatformRefused refused) {
      if (refused.reason() == Reason.UNREACHABLE) {
        streams.started();
        sessions.told(thread, null);
        lostStart = new LostStart(first, at);
        throw refused;
      }
      streams.notStarted(stream);
      isOff = true;
      sessions.posting(thread);
      if (NEVER.contains(error(refused))) {
        streams.switchOff(error(refused));
      }
      return posting.post(page);
    }
  }

  private Posted start(String first) throws PlatformRefused, Throttled, InterruptedException {
    var answer =
        calls.post(
            thread.channel(),
            client ->
                client.chatStartStream(stream ->
                    stream
                        .channel(thread.channel())
                        .threadTs(thread.thread())
                        .recipientUserId(reader.id())
                        .recipientTeamId(reader.workspace())
                        .markdownText(first)));
    return new Posted(answer.getChannel(), answer.getTs());
  }

  @Override
  public void grow(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    Live message = live.get(posted.id());
    if (message == null) {
      posting.grow(posted, page);
      return;
    }
    String piece = message.text.newIn(SlackMarkdown.beginning(Healing.beginning(page.markdown())));
    if (piece == null) {
      stopAsItIs(posted);
      throw goesOnByUpdate();
    }
    if (piece.isEmpty()) {
      return;
    }
    try {
      calls.call(client ->
          client.chatAppendStream(
              append -> append.channel(posted.channel()).ts(posted.id()).markdownText(piece)));
      message.text.add(piece);
    } catch (PlatformRefused refused) {
      if (error(refused).equals(STOPPED_BY_USER)) {
        ended(posted, Status.PROCESSING);
        onStop.run();
        return;
      }
      broken(posted, message, refused);
    }
  }

  @Override
  public void edit(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    Live message = live.get(posted.id());
    if (message == null) {
      posting.edit(posted, page);
      return;
    }
    String rest = message.text.missingTo(SlackText.markdown(page.markdown()));
    if (rest == null) {
      stopAsItIs(posted);
      throw goesOnByUpdate();
    }
    try {
      stop(posted, rest, SlackBlocks.under(page));
    } catch (PlatformRefused refused) {
      broken(posted, message, refused);
    }
  }

  /// A page with nothing under it is not the last of its answer.
  private void stop(Posted posted, String rest, List<LayoutBlock> under)
      throws PlatformRefused, Throttled, InterruptedException {
    Status next = sessions.after(thread, !under.isEmpty());
    calls.stopStream(posted, rest, under, next);
    ended(posted, next);
  }

  /// Stops the stream where Slack has not done so by itself.
  private void stopAsItIs(Posted posted) throws PlatformRefused, Throttled, InterruptedException {
    try {
      stop(posted, "", List.of());
    } catch (PlatformRefused refused) {
      if (!error(refused).equals(NOT_STREAMING)) {
        throw refused;
      }
      ended(posted, null);
    }
  }

  private void broken(Posted posted, Live message, PlatformRefused refused)
      throws PlatformRefused, Throttled, InterruptedException {
    if (error(refused).equals(NOT_STREAMING) || error(refused).equals(STOPPED_BY_USER)) {
      ended(posted, null);
      throw goesOnByUpdate();
    }
    switch (refused.reason()) {
      case UNREACHABLE -> {
        message.text.doubt();
        sessions.told(thread, null);
      }
      case BAD_CONTENT -> {
        stopAsItIs(posted);
        throw goesOnByUpdate();
      }
      default -> ended(posted, null);
    }
    throw refused;
  }

  /// @param shown what Slack shows of the thread now; null if that is not known
  private void ended(Posted posted, @Nullable Status shown) {
    sessions.told(thread, shown);
    Live message = live.remove(posted.id());
    if (message != null) {
      streams.ended(message.stream);
    }
  }

  /// The message of a start that got no answer: by us, not older than the start, with its text.
  private @Nullable Posted standing() throws PlatformRefused, Throttled, InterruptedException {
    LostStart lost = lostStart;
    if (lost == null) {
      return null;
    }
    List<Message> said =
        calls
            .call(client ->
                client.conversationsReplies(replies ->
                    replies.channel(thread.channel()).ts(thread.thread()).limit(MOST_REPLIES)))
            .getMessages();
    lostStart = null;
    long oldestSecond = lost.at().minus(CLOCKS_APART).getEpochSecond();
    return said.stream()
        .filter(message -> message.getBotId() != null)
        .filter(message -> (long) Double.parseDouble(message.getTs()) >= oldestSecond)
        .filter(message -> lost.text().strip().equals(String.valueOf(message.getText()).strip()))
        .map(message -> new Posted(thread.channel(), message.getTs()))
        .findFirst()
        .orElse(null);
  }

  private static String error(PlatformRefused refused) {
    return refused.note().message().split(" ", 2)[0];
  }

  private static PlatformRefused goesOnByUpdate() {
    return new PlatformRefused(
        Reason.UNREACHABLE, new ProviderNote("slack", 200, null, NOT_STREAMING));
  }

  @Override
  public void delete(Posted posted) throws PlatformRefused, Throttled, InterruptedException {
    if (live.containsKey(posted.id())) {
      stopAsItIs(posted);
    }
    posting.delete(posted);
  }

  @Override
  public void attach(OutgoingFile file, String caption)
      throws PlatformRefused, Throttled, InterruptedException {
    posting.attach(file, caption);
  }
}
