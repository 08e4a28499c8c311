package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChapterLinksTest {
  private static final URI VIDEO = URI.create("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  private static final String LINK = "](" + VIDEO + "&t=";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- 1:23 The launch       | - [1:23]@83s) The launch",
        "0:00 Begins             | [0:00]@0s) Begins",
        "* **1:02:03** The end   | * **[1:02:03]@3723s)** The end",
        "2. [12:05] Stage two    | 2. [12:05]@725s) Stage two",
        "- (0:07) A word         | - ([0:07]@7s)) A word",
        "- 1:23–2:34 Two minutes | - [1:23]@83s)–2:34 Two minutes",
        "101:30                  | [101:30]@6090s)"
      })
  void timeAtTheBeginningOfALineLeadsToThatSecond(String line, String shown) {
    assertThat(whole("Before.\n" + line + "\nAfter."))
        .isEqualTo("Before.\n" + shown.replace("]@", LINK) + "\nAfter.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It lifts off at 1:23.",
        "- [1:23](https://youtu.be/x)",
        "1:234 is no time",
        "12:61 neither",
        "a 1:23",
        "- a list\n-\n\n1. and another",
        "2026-11-21T10:20:30",
        "1:2"
      })
  void everythingElseStays(String text) {
    assertThat(whole(text)).isEqualTo(text);
  }

  @Test
  void piecesOfAnySizeComeToTheSame() {
    String text =
        "A rocket starts.\n\n- 0:00 Countdown\n- **1:23** Lift-off\n3. [1:02:03] End\nat 5:06 too\n- 9:59";
    Random random = new Random(20261121);
    for (int run = 0; run < 2_000; run++) {
      ChapterLinks links = new ChapterLinks(VIDEO);
      StringBuilder shown = new StringBuilder();
      int at = 0;
      while (at < text.length()) {
        int next = Math.min(text.length(), at + 1 + random.nextInt(9));
        shown.append(links.add(text.substring(at, next)));
        at = next;
      }
      assertThat(shown.append(links.end()).toString()).isEqualTo(whole(text));
    }
  }

  @Test
  void littleIsHeldBack() {
    String spaces = " ".repeat(1_000);

    assertThat(new ChapterLinks(VIDEO).add(spaces)).hasSizeGreaterThan(950);
  }

  @Test
  void newTextBeginsANewLine() {
    ChapterLinks links = new ChapterLinks(VIDEO);
    String before = links.add("No, 1:");

    links.restart();

    assertThat(before).isEqualTo("No, 1:");
    assertThat(links.add("1:23 Yes")).isEqualTo("[1:23" + LINK + "83s) Yes");
  }

  private static String whole(String text) {
    ChapterLinks links = new ChapterLinks(VIDEO);
    return links.add(text) + links.end();
  }
}
