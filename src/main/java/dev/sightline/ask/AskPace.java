package dev.sightline.ask;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/// How fast each person asks. Kept in memory: each process counts by itself, from its start on.
/// Safe for all threads.
final class AskPace {
  static final Duration WINDOW = Duration.ofMinutes(1);

  /// People who are counted at once; of those the longest silent are forgotten first.
  private static final int MOST_PEOPLE = 100_000;

  private final int most;
  private final InstantSource time;
  private final Cache<String, Begun> begun =
      Caffeine.newBuilder().maximumSize(MOST_PEOPLE).expireAfterAccess(WINDOW).build();

  /// The asks of the last minute, oldest first.
  private static final class Begun {
    private final Deque<Entry> entries = new ArrayDeque<>();
  }

  private record Entry(EventKey key, Instant at) {}

  /// @param most asks of one person in a minute; 0 for any number
  AskPace(int most, InstantSource time) {
    this.most = most;
    this.time = time;
  }

  /// Counts an ask, once however often it is told of; one that is too many does not count.
  ///
  /// @return how long to wait with it; zero where it may begin
  Duration begin(PersonRef person, EventKey key) {
    if (most == 0) {
      return Duration.ZERO;
    }
    Instant now = time.instant();
    Begun mine = begun.get(person.platform() + "/" + person.id(), _ -> new Begun());
    synchronized (mine) {
      Deque<Entry> entries = mine.entries;
      while (!entries.isEmpty() && !entries.getFirst().at().plus(WINDOW).isAfter(now)) {
        entries.removeFirst();
      }
      if (entries.stream().anyMatch(entry -> entry.key().equals(key))) {
        return Duration.ZERO;
      }
      if (entries.size() >= most) {
        return Duration.between(now, entries.getFirst().at().plus(WINDOW));
      }
      entries.addLast(new Entry(key, now));
      return Duration.ZERO;
    }
  }
}
