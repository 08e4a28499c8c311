package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.route.FalSettings.StreamMode;
import dev.sightline.route.SnapshotOrDelta.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotOrDeltaTest {
  private static final int STREAMS = 5_000;
  private static final String[] WORDS = {
    "a", "aa", "ha", "haha", " ", "\n", ". ", "cat", "🐈", "the", "the the", "é", "-", "--", "x"
  };

  private final Random random = new Random(20_261_121);

  @Test
  void randomSnapshotsAreNeverMisread() {
    for (int i = 0; i < STREAMS; i++) {
      List<String> parts = parts(1 + random.nextInt(40));
      List<String> snapshots = new ArrayList<>();
      StringBuilder soFar = new StringBuilder();
      for (String part : parts) {
        snapshots.add(soFar.append(part).toString());
      }
      if (random.nextBoolean()) {
        snapshots.add(soFar.toString());
      }

      assertThat(shown(StreamMode.AUTO, snapshots, true)).isEqualTo(soFar.toString());
    }
  }

  @Test
  void randomDeltasWithAClosingCopyAreNeverMisread() {
    for (int i = 0; i < STREAMS; i++) {
      List<String> events = parts(2 + random.nextInt(40));
      String whole = String.join("", events);
      events.add(whole);

      assertThat(shown(StreamMode.AUTO, events, true)).isEqualTo(whole);
    }
  }

  @Test
  void randomBareDeltasAreMisreadOnlyWhenVeryShort() {
    for (int i = 0; i < STREAMS; i++) {
      List<String> events = parts(1 + random.nextInt(40));
      String whole = String.join("", events);

      boolean isRight = shown(StreamMode.AUTO, events, false).equals(whole);

      assertThat(isRight || events.size() <= 4).as("%s", events).isTrue();
    }
  }

  @Test
  void snapshotThatRewritesTakesThePlaceOfTheText() {
    SnapshotOrDelta text = new SnapshotOrDelta(StreamMode.SNAPSHOT);

    assertThat(text.take("Hello wrld", false)).isEqualTo(new Change(false, "Hello wrld"));
    assertThat(text.take("Hello world", false)).isEqualTo(new Change(true, "Hello world"));
  }

  @Test
  void snapshotThatFallsBackIsLateAndPassedOver() {
    SnapshotOrDelta text = new SnapshotOrDelta(StreamMode.SNAPSHOT);
    text.take("Hello world", false);

    assertThat(text.take("Hello", false)).isNull();
    assertThat(text.text()).isEqualTo("Hello world");
  }

  @Test
  void finalSnapshotMayBeShorter() {
    SnapshotOrDelta text = new SnapshotOrDelta(StreamMode.SNAPSHOT);
    text.take("Hello world", false);

    assertThat(text.take("Hello", true)).isEqualTo(new Change(true, "Hello"));
  }

  @Test
  void deltaFoundLateRewritesWhatWasShown() {
    SnapshotOrDelta text = new SnapshotOrDelta(StreamMode.AUTO);

    text.take("a", false);
    assertThat(text.take("ab", false)).isEqualTo(new Change(false, "b"));
    assertThat(text.take("c", false)).isEqualTo(new Change(true, "aabc"));
  }

  @ParameterizedTest
  @EnumSource(StreamMode.class)
  void emptyValuesChangeNothing(StreamMode mode) {
    assertThat(new SnapshotOrDelta(mode).take("", true)).isNull();
  }

  @Test
  void fixedModesDoNotGuess() {
    assertThat(shown(StreamMode.DELTA, List.of("a", "ab"), false)).isEqualTo("aab");
    assertThat(shown(StreamMode.SNAPSHOT, List.of("a", "b"), false)).isEqualTo("b");
  }

  /// What a reader of the changes sees; it has to be the same as what the object says.
  private static String shown(StreamMode mode, List<String> events, boolean lastIsFinal) {
    SnapshotOrDelta text = new SnapshotOrDelta(mode);
    String shown = "";
    for (int i = 0; i < events.size(); i++) {
      Change change = text.take(events.get(i), lastIsFinal && i == events.size() - 1);
      if (change != null) {
        shown = change.isRewrite() ? change.text() : shown + change.text();
      }
    }
    assertThat(text.text()).isEqualTo(shown);
    return shown;
  }

  private List<String> parts(int count) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return parts;
  }
}
