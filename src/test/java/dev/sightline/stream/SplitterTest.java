package dev.sightline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitterTest {
  private final Splitter splitter = new Splitter(String::length, 200);

  @Test
  void shortTextIsOnePage() {
    assertThat(splitter.pages("Hello.")).containsExactly("Hello.");
  }

  @Test
  void cutsAtParagraphsFirst() {
    String first = "a".repeat(150);
    String second = "b".repeat(100);

    assertThat(splitter.pages(first + "\n\n" + second)).containsExactly(first, second);
  }

  @Test
  void fenceIsClosedAndOpenedAgainWithItsLanguage() {
    String code = "int x = 1;\n".repeat(40);

    List<String> pages = splitter.pages("```java\n" + code + "```");

    assertThat(pages).hasSizeGreaterThan(2);
    assertThat(pages).allMatch(page -> page.startsWith("```java\n"));
    assertThat(pages).allMatch(page -> Markdown.of(page).openFence() == null);
    assertThat(code(pages)).isEqualTo(code);
  }

  @Test
  void surrogatePairsStayWhole() {
    List<String> pages = splitter.pages("😀".repeat(300));

    assertThat(pages).noneMatch(page -> Character.isLowSurrogate(page.charAt(0)));
    assertThat(String.join("", pages)).isEqualTo("😀".repeat(300));
  }

  @Test
  void everyPageFitsAndNoCharacterIsLost() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      String text = randomMarkdown(random);

      List<String> pages = splitter.pages(text);

      assertThat(pages).allMatch(page -> page.length() <= 200);
      assertThat(letters(String.join("\n", pages))).isEqualTo(letters(text));
    }
  }

  @Test
  void fullPagesStayAsTheyAreWhileTheTextGrows() {
    String text = randomMarkdown(new Random(11)) + " word".repeat(200);
    List<String> whole = splitter.pages(text);

    for (int end = 201; end < text.length(); end += 17) {
      List<String> sofar = splitter.pages(text.substring(0, end));
      assertThat(whole.subList(0, sofar.size() - 1)).isEqualTo(sofar.subList(0, sofar.size() - 1));
    }
  }

  private static String code(List<String> pages) {
    StringBuilder code = new StringBuilder();
    for (String page : pages) {
      page.lines()
          .filter(line -> !line.startsWith("```"))
          .forEach(line -> code.append(line).append('\n'));
    }
    return code.toString();
  }

  /// All but white space and fences, which a page break may add or take.
  private static String letters(String text) {
    return text.replaceAll("(?m)^```.*$", "").replaceAll("\\s", "");
  }

  private static String randomMarkdown(Random random) {
    String[] pieces = {
      "word ", "long".repeat(30), "\n\n", "\n", "```\n", "\n```js\n", "é", "😀", ". "
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
