package dev.sightline.media;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns a WebVTT transcript (https://www.w3.org/TR/webvtt1/, read 2026-11-21) into lines that a
/// model reads.
final class Transcript {
  /// About 5,000 tokens, half an hour of speech; our own choice.
  static final int MAX_CHARS = 20_000;

  /// Hours are optional.
  private static final Pattern TIMES =
      Pattern.compile("(?:(\\d+):)?(\\d\\d):(\\d\\d)\\.\\d{3}\\s+-->.*");

  /// `<v Speaker>`, `<00:19.000>` and the like.
  private static final Pattern TAG = Pattern.compile("<[^>]*>");

  private Transcript() {}

  /// One line for each cue, `[1:35] what was said`, cut at [#MAX_CHARS]; empty where `vtt` is none.
  static String of(String vtt) {
    StringBuilder text = new StringBuilder();
    boolean isCue = false;
    for (String line : vtt.lines().map(String::strip).toList()) {
      Matcher times = TIMES.matcher(line);
      if (times.matches()) {
        isCue = true;
        int hours = times.group(1) == null ? 0 : Integer.parseInt(times.group(1)) % 1000;
        int minutes = 60 * hours + Integer.parseInt(times.group(2));
        text.append(text.isEmpty() ? "" : "\n")
            .append("[%d:%s]".formatted(minutes, times.group(3)));
      } else if (line.isEmpty()) {
        isCue = false;
      } else if (isCue) {
        text.append(' ').append(TAG.matcher(line).replaceAll(""));
      }
      if (text.length() > MAX_CHARS) {
        text.setLength(MAX_CHARS);
        return text + "…";
      }
    }
    return text.toString();
  }
}
