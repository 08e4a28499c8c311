package dev.sightline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void wideCharactersStandInStraightColumns() {
    List<String> lines =
        lines(
            """
            | Name | Qty |
            |:-----|----:|
            | 猫 | 12 |
            | 👩‍👩‍👧‍👦 | 3 |
            | e\u0301te\u0301 | 1 |
            """);

    assertThat(lines)
        .containsExactly(
            "Name │ Qty",
            "─────┼────",
            "猫   │  12",
            "👩‍👩‍👧‍👦   │   3",
            "e\u0301te\u0301  │   1");
  }

  @Test
  void textFromRightToLeftStaysInItsColumn() {
    List<String> lines = lines("| a | b |\n|---|---|\n| قطة | 1 |");

    assertThat(lines.getLast()).isEqualTo("\u200E\u2068قطة\u2069 │ 1");
  }

  @Test
  void tableTooWideForAChatIsToldRowByRow() {
    String wide = "word ".repeat(20).strip();

    List<String> lines = lines("| a | b |\n|---|---|\n| 1 | " + wide + " |\n| 2 | x |");

    assertThat(lines).containsExactly("a: 1", "b: " + wide, "──", "a: 2", "b: x");
  }

  @Test
  void cellsBeyondTheHeadAreNotLost() {
    List<String> lines = lines("| a |\n|---|\n| 1 | 2 | 3 |");

    assertThat(lines.getLast()).isEqualTo("1 | 2 | 3");
  }

  @Test
  void whatOnlyLooksLikeAnAddressIsNotLost() {
    List<String> lines = lines("| a |\n|---|\n| [a](<b>c) |");

    assertThat(lines.getLast()).isEqualTo("[a](<b>c)");
  }

  private static List<String> lines(String markdown) {
    return TextTable.lines((Markdown.Table) Markdown.of(markdown).pieces().getFirst());
  }
}
