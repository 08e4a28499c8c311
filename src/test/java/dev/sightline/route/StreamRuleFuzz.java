package dev.sightline.route;

import dev.sightline.fuzz.Broken;
import dev.sightline.fuzz.FuzzInput;
import dev.sightline.route.FalSettings.StreamMode;
import dev.sightline.route.SnapshotOrDelta.Change;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a reader of the changes sees is what the rule says it is; snapshots come out right always,
/// deltas where a copy of the whole follows or where they do not look like snapshots.
public final class StreamRuleFuzz {
  private static final List<String> WORDS =
      List.of("a", "aa", "ab", "ha", "haha", " ", "\n", "cat", "🐈", "the ", "x".repeat(16), "é");

  /// After so many events, each the beginning of the next, and so many characters, it is sure.
  private static final int SURE_AFTER_EVENTS = 4;

  private static final int SURE_AFTER_CHARS = 16;

  private StreamRuleFuzz() {}

  /// Ways to stream.
  public static List<byte[]> seeds() {
    return Stream.of(
            "\0abc", "\1aaaa", "\2hahaha", "\3\0a\1b\2c", "\0\13\13\13\13", "\2aaaaaaaaaaa")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// Called by Jazzer.
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    switch (input.below(4)) {
      case 0 -> snapshots(input);
      case 1 -> deltasWithCopy(input);
      case 2 -> bareDeltas(input);
      default -> anything(input);
    }
  }

  private static void snapshots(FuzzInput input) {
    boolean hasCopy = input.isOdd();
    List<String> snapshots = new ArrayList<>();
    String soFar = "";
    for (String word : words(input)) {
      soFar += word;
      snapshots.add(soFar);
    }
    if (hasCopy && !soFar.isEmpty()) {
      snapshots.add(soFar);
    }
    for (StreamMode mode : List.of(StreamMode.AUTO, StreamMode.SNAPSHOT)) {
      String shown = shown(mode, snapshots, hasCopy);
      Broken.unless(shown.equals(soFar), "snapshots in mode " + mode, snapshots, shown);
    }
  }

  private static void deltasWithCopy(FuzzInput input) {
    List<String> deltas = words(input);
    String whole = String.join("", deltas);
    deltas.add(whole);
    for (StreamMode mode : List.of(StreamMode.AUTO, StreamMode.DELTA)) {
      String shown = shown(mode, deltas, true);
      Broken.unless(shown.equals(whole), "deltas with a copy in mode " + mode, deltas, shown);
    }
  }

  private static void bareDeltas(FuzzInput input) {
    List<String> deltas = words(input);
    String whole = String.join("", deltas);
    String shown = shown(StreamMode.AUTO, deltas, false);
    Broken.unless(shown.equals(whole) || looksLikeSnapshots(deltas), "bare deltas", deltas, shown);
    Broken.unless(shown(StreamMode.DELTA, deltas, false).equals(whole), "told deltas", deltas);
  }

  /// Whether they are snapshots to the end, or for so long that chance is ruled out.
  private static boolean looksLikeSnapshots(List<String> events) {
    for (int i = 1; i < events.size(); i++) {
      if (!events.get(i).startsWith(events.get(i - 1))) {
        return i >= SURE_AFTER_EVENTS && events.get(i - 1).length() >= SURE_AFTER_CHARS;
      }
    }
    return true;
  }

  private static void anything(FuzzInput input) {
    StreamMode mode = input.oneOf(List.of(StreamMode.values()));
    SnapshotOrDelta text = new SnapshotOrDelta(mode);
    String shown = "";
    while (!input.isOver()) {
      boolean isFinal = input.isOdd();
      String value = input.isOdd() ? input.oneOf(WORDS) : input.text(input.below(24));
      shown = after(shown, text.take(value, isFinal), text);
    }
  }

  private static List<String> words(FuzzInput input) {
    List<String> words = new ArrayList<>();
    while (!input.isOver() && words.size() < 64) {
      words.add(input.oneOf(WORDS));
    }
    return words;
  }

  private static String shown(StreamMode mode, List<String> events, boolean isLastFinal) {
    SnapshotOrDelta text = new SnapshotOrDelta(mode);
    String shown = "";
    for (int i = 0; i < events.size(); i++) {
      boolean isFinal = isLastFinal && i == events.size() - 1;
      shown = after(shown, text.take(events.get(i), isFinal), text);
    }
    return shown;
  }

  private static String after(String shown, @Nullable Change change, SnapshotOrDelta text) {
    String now = shown;
    if (change != null) {
      Broken.unless(!change.text().isEmpty(), "a change of nothing", shown);
      now = change.isRewrite() ? change.text() : shown + change.text();
      Broken.unless(!now.equals(shown), "a rewrite to the same", shown);
    }
    Broken.unless(now.equals(text.text()), "shown and said differ", now, text.text());
    return now;
  }
}
