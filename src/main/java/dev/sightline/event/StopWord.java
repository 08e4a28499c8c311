package dev.sightline.event;

import java.util.regex.Pattern;

/// The word by which people stop an answer.
public final class StopWord {
  private static final Pattern STOP =
      Pattern.compile("\\s*stop(?: it| please)?\\s*[.!]*\\s*", Pattern.CASE_INSENSITIVE);

  private StopWord() {}

  /// Whether this says to stop, and nothing else.
  public static boolean is(String text) {
    return STOP.matcher(text).matches();
  }
}
