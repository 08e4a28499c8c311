package dev.sightline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindows;
import dev.sightline.limit.ServerWindow;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Five sends and five edits in five seconds, and answers that are thought to last 6 s.
class SharingTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  private final AtomicLong nanos = new AtomicLong(1);
  private final CallWindows windows = new CallWindows(nanos::get);
  private final Lifetimes lifetimes = new Lifetimes();
  private final CallLimit sends = new CallLimit("send", 5, FIVE_SECONDS, true);
  private final CallLimit edits = new CallLimit("edit", 5, FIVE_SECONDS, true);

  SharingTest() {
    lifetimes.ended(Duration.ofSeconds(6).toNanos());
  }

  @Test
  void firstOfManyIsSeenAtOnce() {
    List<PacedMessage> waiting = messages(10, sends, edits);

    assertThat(expecting(waiting).showsBestNanos(waiting.getFirst())).isEmpty();
  }

  @Test
  void othersWaitUntilItIsKnownWhenTheWindowEnds() {
    List<PacedMessage> waiting = messages(10, sends, edits);
    windows.of(sends).tryStart();

    assertThat(expecting(waiting).showsBestNanos(waiting.get(1)).getAsLong())
        .isGreaterThan(nanos.get());
  }

  @Test
  void othersAreSeenLaterWhereTheyWillHardlyGrow() {
    List<PacedMessage> waiting = messages(10, sends, edits);
    called(sends);

    assertThat(fromNow(expecting(waiting).showsBestNanos(waiting.get(1))))
        .isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_500));
  }

  @Test
  void noneWaitsLongerThanTheWindowThatHasRoomForIt() {
    called(sends);
    nanos.addAndGet(Duration.ofMillis(4_500).toNanos());
    List<PacedMessage> late = messages(10, sends, edits);

    assertThat(fromNow(expecting(late).showsBestNanos(late.getFirst())))
        .isLessThan(Duration.ofMillis(500));
  }

  @Test
  void whereAllCanGrowOftenNoneWaits() {
    List<PacedMessage> waiting = messages(2, sends, edits);
    called(sends);

    assertThat(expecting(waiting).showsBestNanos(waiting.get(1))).isEmpty();
  }

  @Test
  void whereTheServerTellsNothingNoneWaits() {
    CallLimit silentSends = new CallLimit("silent-send", 5, FIVE_SECONDS);
    CallLimit silentEdits = new CallLimit("silent-edit", 5, FIVE_SECONDS);
    List<PacedMessage> waiting = messages(10, silentSends, silentEdits);
    windows.of(silentSends).tryStart();
    windows.of(silentSends).ended();

    assertThat(expecting(waiting).showsBestNanos(waiting.get(1))).isEmpty();
  }

  /// Five ends need a whole window, so the one for growth has to end before them: five seconds
  /// after its first call, which is why it may not wait longer than one of the six.
  @Test
  void windowForGrowthIsOpenedAsLateAsLetsItComeBackForTheEnds() {
    List<PacedMessage> all = messages(5, sends, edits);
    called(sends);
    PacedMessage seen = all.getFirst();
    post(seen);
    Sharing sharing = expecting(all.subList(1, 5));
    sharing.add(seen);

    assertThat(fromNow(sharing.growsBestNanos(seen)))
        .isBetween(Duration.ofMillis(700), Duration.ofMillis(1_000));
  }

  @Test
  void growthWaitsWhileTheCallThatOpensItsWindowIsUnderWay() {
    List<PacedMessage> all = messages(5, sends, edits);
    nanos.addAndGet(Duration.ofMillis(900).toNanos());
    PacedMessage seen = all.getFirst();
    post(seen);
    windows.of(edits).tryStart();
    Sharing sharing = expecting(all.subList(1, 5));
    sharing.add(seen);

    assertThat(fromNow(sharing.growsBestNanos(seen))).isEqualTo(Duration.ofMillis(250));
  }

  /// As with Slack's streams, where appends have no end to be kept free for.
  @Test
  void growthThatNoEndCountsAgainstIsSpreadOverWhatTheAnswerHasLeft() {
    CallLimit appends = new CallLimit("append", 100, Duration.ofMinutes(1));
    ThreadLimits limits =
        new ThreadLimits(
            "test",
            2_000,
            List.of(),
            List.of(sends),
            List.of(appends),
            List.of(edits),
            Duration.ofMillis(500),
            ThreadLimits.ANY_TIME);
    PacedMessage seen = message(limits);
    post(seen);
    Sharing sharing = new Sharing(windows, lifetimes, nanos.get());
    sharing.add(seen);

    assertThat(sharing.shareOf(appends).span()).isEqualTo(Duration.ofSeconds(6));
    assertThat(sharing.shareOf(appends).keptFree()).isZero();
  }

  private Sharing expecting(List<PacedMessage> waiting) {
    Sharing sharing = new Sharing(windows, lifetimes, nanos.get());
    waiting.forEach(sharing::expect);
    return sharing;
  }

  private Duration fromNow(OptionalLong at) {
    return Duration.ofNanos(at.orElseThrow() - nanos.get());
  }

  /// A call with whose answer the server says that the window has opened.
  private void called(CallLimit limit) {
    windows.of(limit).tryStart();
    windows.of(limit).ended();
    long resets = nanos.get() + FIVE_SECONDS.toNanos();
    windows.of(limit).told(new ServerWindow(5, 4, resets, resets));
  }

  private void post(PacedMessage message) {
    message.started();
    message.shown(
        new LatestText.Snapshot(new Page("a", "", ""), false, 1),
        new Posted("c", "m"),
        nanos.get());
  }

  private List<PacedMessage> messages(int count, CallLimit sends, CallLimit edits) {
    List<PacedMessage> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ThreadLimits limits =
          ThreadLimits.of("test", 2_000, List.of(sends), List.of(edits), Duration.ofMillis(500));
      messages.add(message(limits));
    }
    return messages;
  }

  private PacedMessage message(ThreadLimits limits) {
    return new PacedMessage(
        new RecordingWriter(limits), new LatestText(), null, posted -> {}, nanos.get());
  }
}
