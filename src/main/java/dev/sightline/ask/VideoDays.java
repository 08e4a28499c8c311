package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// How much video models watched for each person today, on disk: it counts from before the call, so
/// that many asks at once do not pass a limit together, and not at all where no call came of it.
/// Safe for all asks.
final class VideoDays {
  private final Store store;
  private final InstantSource time;

  VideoDays(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  /// Counts the videos of an ask, once however often it is asked anew of another route.
  ///
  /// @param others whatever else counts as this person, as `PLATFORM/id`
  /// @param most of one person in a day
  /// @param zone where days begin
  /// @return false if it would be more than `most`; then nothing is counted
  boolean count(
      AskId ask,
      PersonRef person,
      List<String> others,
      Duration length,
      Duration most,
      ZoneId zone) {
    if (length.compareTo(most) > 0) {
      return false;
    }
    long day = LocalDate.ofInstant(time.instant(), zone).toEpochDay();
    return store
        .writes()
        .inTransaction(handle -> {
          if (counted(handle, ask).isPresent()) {
            return true;
          }
          long left = most.toMillis() - elsewhere(handle, others, day);
          if (length.toMillis() > left) {
            return false;
          }
          // One statement, so that on PostgreSQL, too, each sees what all before it added.
          int rows =
              handle.execute(
                  """
                  INSERT INTO video_days (platform, person_id, day, millis) VALUES (?, ?, ?, ?)
                  ON CONFLICT (platform, person_id, day)
                    DO UPDATE SET millis = video_days.millis + excluded.millis
                    WHERE video_days.millis + excluded.millis <= ?
                  """,
                  person.platform().name(),
                  person.id(),
                  day,
                  length.toMillis(),
                  left);
          if (rows == 1) {
            handle.execute(
                "UPDATE asks SET video_day = ?, video_millis = ? WHERE id = ?",
                day,
                length.toMillis(),
                ask.value());
          }
          return rows == 1;
        });
  }

  /// What counts for this person beside their own; kept as it is until the transaction ends.
  private long elsewhere(Handle handle, List<String> others, long day) {
    if (others.isEmpty()) {
      return 0;
    }
    store.lock(handle, "video_days");
    return sum(handle, others, day);
  }

  private static long sum(Handle handle, List<String> keys, long day) {
    var query =
        handle
            .createQuery(
                """
                SELECT COALESCE(SUM(millis), 0) FROM video_days
                WHERE day = ? AND platform || '/' || person_id IN (%s)
                """
                    .formatted(String.join(", ", Collections.nCopies(keys.size(), "?"))))
            .bind(0, day);
    for (int place = 0; place < keys.size(); place++) {
      query.bind(place + 1, keys.get(place));
    }
    return query.mapTo(long.class).one();
  }

  /// No model was paid to watch what was counted for this ask.
  void forget(AskId ask) {
    store
        .writes()
        .useTransaction(handle -> {
          Optional<Counted> counted = counted(handle, ask);
          if (counted.isPresent()) {
            Counted each = counted.get();
            handle.execute(
                "UPDATE asks SET video_day = NULL, video_millis = NULL WHERE id = ?", ask.value());
            handle.execute(
                """
                UPDATE video_days SET millis = millis - ?
                WHERE platform = ? AND person_id = ? AND day = ?
                """,
                each.millis(),
                each.platform(),
                each.personId(),
                each.day());
          }
        });
  }

  private record Counted(String platform, String personId, long day, long millis) {
    static Counted read(ResultSet row) throws SQLException {
      return new Counted(
          row.getString("platform"),
          row.getString("person_id"),
          row.getLong("video_day"),
          row.getLong("video_millis"));
    }
  }

  private static Optional<Counted> counted(Handle handle, AskId ask) {
    return handle
        .createQuery(
            """
            SELECT platform, person_id, video_day, video_millis FROM asks
            WHERE id = :id AND video_millis IS NOT NULL
            """)
        .bind("id", ask.value())
        .map((row, context) -> Counted.read(row))
        .findOne();
  }

  /// What was watched today.
  ///
  /// @param others as above
  Duration today(PersonRef person, List<String> others, ZoneId zone) {
    List<String> keys = new ArrayList<>(others);
    keys.add(person.platform().name() + "/" + person.id());
    long day = LocalDate.ofInstant(time.instant(), zone).toEpochDay();
    return Duration.ofMillis(store.reads().withHandle(handle -> sum(handle, keys, day)));
  }

  /// Deletes the days that are over everywhere.
  void sweep() {
    long today = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC).toEpochDay();
    store
        .writes()
        .useHandle(handle -> handle.execute("DELETE FROM video_days WHERE day < ?", today - 1));
  }
}
