package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MediaWordsTest {

  @Test
  void aNameStaysOnOneLineAndReadsInOneDirection() {
    assertThat(MediaWords.shown("a\n\u202Eb\u2028.png")).isEqualTo("a b .png");
  }

  @Test
  void aNameIsNotEndless() {
    assertThat(MediaWords.shown("x".repeat(1000))).hasSize(80).endsWith("…");
  }

  @Test
  void aFileWithoutANameIsCalledTheFile() {
    assertThat(MediaWords.shown(" \n ")).isEqualTo("the file");
  }

  @Test
  void aSizeAboveALimitNeverLooksEqualToIt() {
    assertThat(MediaWords.tooLarge("a.mp4", 25_000_001, "videos", 25_000_000).reason())
        .isEqualTo(
            "a.mp4 has 25.01 MB; the model takes videos up to 25 MB. Please post a smaller version.");
  }
}
