package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A thread in memory that remembers every page it was given, and refuses what it is told to.
public final class RecordingWriter implements ThreadWriter {
  private final ThreadLimits limits;
  private final Map<String, List<Page>> messages = new LinkedHashMap<>();
  private final List<OutgoingFile> files = new CopyOnWriteArrayList<>();
  private final List<Throttled> throttles = new ArrayList<>();
  private PlatformRefused.@Nullable Reason refusal;
  private int failures;
  private boolean hasButtons;
  private @Nullable Duration wordsAfter;

  public RecordingWriter(int pageChars) {
    this(
        ThreadLimits.of(
            "recording",
            pageChars,
            List.of(new CallLimit("post-" + System.nanoTime(), 1_000, Duration.ofSeconds(1))),
            List.of(new CallLimit("edit-" + System.nanoTime(), 1_000, Duration.ofSeconds(1))),
            Duration.ofMillis(1)));
  }

  public RecordingWriter(ThreadLimits limits) {
    this.limits = limits;
  }

  /// From now on every call is refused.
  public synchronized RecordingWriter refusing(PlatformRefused.Reason reason) {
    refusal = reason;
    return this;
  }

  /// The next calls fail without an answer.
  public synchronized RecordingWriter failing(int calls) {
    failures = calls;
    return this;
  }

  /// The next call is told to wait.
  public synchronized RecordingWriter throttling(Duration retryAfter) {
    throttles.add(new Throttled(retryAfter, false));
    return this;
  }

  /// What each message shows now, in their order.
  public synchronized List<Page> pages() {
    return messages.values().stream().map(List::getLast).toList();
  }

  /// All that the first message ever showed.
  public synchronized List<Page> historyOfFirst() {
    return messages.isEmpty() ? List.of() : List.copyOf(messages.values().iterator().next());
  }

  /// What the messages show now, one after the other.
  public String text() {
    return String.join("\n", pages().stream().map(Page::markdown).toList());
  }

  /// What was attached.
  public List<OutgoingFile> files() {
    return List.copyOf(files);
  }

  /// From now on it shows buttons.
  public synchronized RecordingWriter withButtons() {
    hasButtons = true;
    return this;
  }

  /// What is going on is shown in a message after this time.
  public synchronized RecordingWriter sayingAfter(Duration wait) {
    wordsAfter = wait;
    return this;
  }

  @Override
  public synchronized boolean hasButtons() {
    return hasButtons;
  }

  @Override
  public synchronized Optional<Duration> wordsAfter() {
    return Optional.ofNullable(wordsAfter);
  }

  @Override
  public synchronized void delete(Posted posted) {
    messages.remove(posted.id());
  }

  @Override
  public ThreadLimits limits() {
    return limits;
  }

  @Override
  public int lengthOf(Page page) {
    return page.markdown().length() + page.notice().length();
  }

  @Override
  public synchronized Posted post(Page page) throws PlatformRefused, Throttled {
    check();
    String id = "m" + messages.size();
    messages.put(id, new ArrayList<>(List.of(page)));
    return new Posted("c", id);
  }

  @Override
  public synchronized void edit(Posted posted, Page page) throws PlatformRefused, Throttled {
    check();
    Objects.requireNonNull(messages.get(posted.id()), "message: " + posted.id()).add(page);
  }

  @Override
  public void attach(OutgoingFile file, String caption) {
    files.add(file);
  }

  private void check() throws PlatformRefused, Throttled {
    if (!throttles.isEmpty()) {
      throw throttles.removeFirst();
    }
    if (failures > 0) {
      failures--;
      throw refused(PlatformRefused.Reason.UNREACHABLE);
    }
    PlatformRefused.Reason reason = refusal;
    if (reason != null) {
      throw refused(reason);
    }
  }

  private static PlatformRefused refused(PlatformRefused.Reason reason) {
    return new PlatformRefused(reason, ProviderNote.withoutAnswer("recorder", "told to"));
  }
}
