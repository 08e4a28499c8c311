package dev.sightline.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The answers that are being written, and for some minutes those that were, so that a page that
/// lost its connection still gets them. Safe for all threads.
final class Answers {
  /// Our own choices: each running answer costs a question's upload and a provider's call.
  private static final int MOST_RUNNING = 64;

  private static final Duration KEPT = Duration.ofMinutes(15);

  /// Characters of text and bytes of files.
  private static final long MOST_KEPT = 32_000_000;

  /// Longer than any answer may take, with a wait in its thread's queue before.
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

  private final Map<String, LiveAnswer> running = new ConcurrentHashMap<>();
  private final Cache<String, LiveAnswer> ended =
      Caffeine.newBuilder()
          .expireAfterWrite(KEPT)
          .maximumWeight(MOST_KEPT)
          .weigher((String id, LiveAnswer answer) -> Math.max(1, answer.size()))
          .build();

  /// The answer with this id, or null where there is none, or not for this person.
  @Nullable LiveAnswer find(String id, PersonRef person) {
    LiveAnswer answer = running.get(id);
    if (answer == null) {
      answer = ended.getIfPresent(id);
    }
    return answer != null && answer.person().id().equals(person.id()) ? answer : null;
  }

  /// An answer that nothing stands in yet, or null where the id is taken already.
  ///
  /// @throws WebRefusal if too many answers are being written
  synchronized @Nullable LiveAnswer open(
      String id, PersonRef person, EventKey question, ThreadRef thread) {
    if (find(id, person) != null) {
      return null;
    }
    if (running.size() >= MOST_RUNNING) {
      throw new WebRefusal(
          503, "I am answering as much as I can at once. Please ask again in a moment.");
    }
    LiveAnswer answer = new LiveAnswer(id, person, question, thread, this::keep);
    running.put(id, answer);
    return answer;
  }

  /// Nothing will be written to this answer.
  void forget(LiveAnswer answer) {
    running.remove(answer.id());
  }

  private void keep(LiveAnswer answer) {
    ended.put(answer.id(), answer);
    running.remove(answer.id());
  }

  /// Ends what nobody writes to any more.
  void sweep() {
    for (LiveAnswer answer : running.values()) {
      answer.giveUpAfter(LONGEST_SILENCE, "No answer came. Please ask again.");
    }
  }

  /// Sends all readers away.
  void hangUp() {
    running.values().forEach(LiveAnswer::hangUp);
  }
}
