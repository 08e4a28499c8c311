package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TranscriptTest {
  @Test
  void eachCueIsALineWithItsTime() {
    String vtt =
        """
        \uFEFFWEBVTT

        NOTE made by a machine

        1
        00:00:01.000 --> 00:00:03.500
        - Good morning,
        everybody.

        01:02:03.000 --> 01:02:04.000 align:start
        <v Ann>Good <00:19.000>evening.

        00:05.000 --> 00:06.000
        Hi
        """;

    assertThat(Transcript.of(vtt))
        .isEqualTo("[0:01] - Good morning, everybody.\n[62:03] Good evening.\n[0:05] Hi");
  }

  @Test
  void aWebPageIsNoTranscript() {
    assertThat(Transcript.of("<!DOCTYPE html><html><body>Sign in</body></html>")).isEmpty();
  }

  @Test
  void hoursOfSpeechAreCut() {
    String vtt = "WEBVTT\n\n" + "00:00:01.000 --> 00:00:02.000\nla la la\n\n".repeat(10_000);

    assertThat(Transcript.of(vtt)).hasSize(Transcript.MAX_CHARS + 1).endsWith("…");
  }
}
