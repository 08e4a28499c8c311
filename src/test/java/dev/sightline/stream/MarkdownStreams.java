package dev.sightline.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.commonmark.testutil.TestResources;
import org.commonmark.testutil.example.ExampleReader;

/// Random answers in Markdown, cut into random chunks; the same seed gives the same.
///
/// Half of them hold examples of the CommonMark specification 0.31.2 and of GFM's (John MacFarlane
/// and GitHub, CC-BY-SA 4.0, from the jar of commonmark-test-util), which are full of marks that
/// open and close nothing; the others look like what models write, so that more can be said of
/// them.
final class MarkdownStreams {
  private static final List<String> EXAMPLES =
      Stream.of(TestResources.getSpec(), TestResources.getGfmSpec())
          .flatMap(url -> ExampleReader.readExampleSources(url).stream())
          .map(example -> example.replace("\u0000", "").strip())
          .filter(example -> !example.isEmpty())
          .distinct()
          .toList();

  private static final String[] WORDS = {
    "a",
    "cat",
    "sleeps",
    "on",
    "the",
    "sofa,",
    "which",
    "is",
    "grey.",
    "Why?",
    "量子",
    "コンピュータ",
    "고양이가",
    "잔다.",
    "قطة",
    "نائمة",
    "חתול",
    "ישן.",
    "café",
    "e\u0301te\u0301",
    "ก็",
    "नमस्ते",
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "👍🏽",
    "😀😀",
    "𝔘𝔫𝔦",
    "1,403",
    "$0.00056",
    "5*3",
    "snake_case_name",
    "a&b",
    "x<y",
    "3>2",
    "&amp;",
    "C#",
    "~5",
    "100%",
    "(see",
    "below)",
    "@everyone",
    "<@U123>",
    "<!channel>",
    "<@&12345>",
    "<#C99|general>",
    "discord.gg/abc",
    "https://example.org/a_b?c=d&e=f",
    "\\*no\\*",
    "“quoted”",
    "don't",
    "—",
    "…"
  };

  private static final String[] LANGUAGES = {"", "java", "js", "c++", "objective-c", "text"};

  private final Random random;
  private final List<Function<MarkdownStreams, String>> kinds =
      List.of(
          MarkdownStreams::paragraph,
          MarkdownStreams::paragraph,
          MarkdownStreams::heading,
          MarkdownStreams::list,
          MarkdownStreams::fence,
          MarkdownStreams::fence,
          MarkdownStreams::fenceInList,
          MarkdownStreams::table,
          MarkdownStreams::quote,
          MarkdownStreams::longLine);

  private MarkdownStreams(long seed) {
    this.random = new Random(seed);
  }

  /// One answer.
  ///
  /// @param chunks never empty ones; joined they are the whole text
  /// @param isTidy whether all marks in it are closed and no example of the specification is in it
  record Answer(long seed, List<String> chunks, boolean isTidy) {
    String text() {
      return String.join("", chunks);
    }
  }

  static Answer of(long seed) {
    MarkdownStreams streams = new MarkdownStreams(seed);
    boolean isTidy = streams.random.nextBoolean();
    return new Answer(seed, streams.chunks(streams.text(isTidy)), isTidy);
  }

  private String text(boolean isTidy) {
    int parts = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 6);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      text.append(
          isTidy || random.nextBoolean()
              ? pick(kinds).apply(this)
              : EXAMPLES.get(random.nextInt(EXAMPLES.size())));
      text.append(isTidy || random.nextInt(3) > 0 ? "\n\n" : "\n");
    }
    return text.toString().strip();
  }

  private List<String> chunks(String text) {
    int most = 1 + random.nextInt(40);
    List<String> chunks = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + 1 + random.nextInt(most));
      chunks.add(text.substring(at, end));
      at = end;
    }
    return chunks;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String words(int most) {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(most); i >= 0; i--) {
      words.append(words.isEmpty() ? "" : " ").append(word());
    }
    return words.toString();
  }

  private String plain(int most) {
    StringBuilder words = new StringBuilder("x");
    for (int i = random.nextInt(most); i >= 0; i--) {
      words.append(random.nextBoolean() ? " cat" : " 猫 و");
    }
    return words.append("y").toString();
  }

  private String inline() {
    return switch (random.nextInt(11)) {
      case 0 -> "**" + plain(6) + "**";
      case 1 -> "*" + plain(6) + "*";
      case 2 -> "~~" + plain(3) + "~~";
      case 3 -> "`" + plain(4) + "`";
      case 4 -> "``" + plain(2) + " ` <@U1> " + plain(2) + "``";
      case 5 -> "[" + plain(5) + "](https://example.org/" + random.nextInt(1000) + ")";
      case 6 -> "[www.bank.example](https://evil.example/?q=" + random.nextInt(9) + " \"safe\")";
      case 7 -> "![" + plain(3) + "](https://pics.example/a_(b).png)";
      case 8 -> "<https://auto.example/" + random.nextInt(100) + ">";
      default -> words(8);
    };
  }

  private String line(int most) {
    StringBuilder line = new StringBuilder(plain(2));
    for (int i = random.nextInt(most); i >= 0; i--) {
      line.append(' ').append(inline());
    }
    return line.append('.').toString();
  }

  private String paragraph() {
    return line(12);
  }

  private String longLine() {
    return switch (random.nextInt(3)) {
      case 0 -> "e\u0301👩‍👩‍👧‍👦".repeat(1 + random.nextInt(200));
      case 1 -> "漢字".repeat(1 + random.nextInt(600));
      default -> line(60);
    };
  }

  private String heading() {
    return "#".repeat(1 + random.nextInt(6)) + " " + line(2);
  }

  private String list() {
    StringBuilder list = new StringBuilder();
    boolean isOrdered = random.nextBoolean();
    int items = 1 + random.nextInt(6);
    for (int i = 1; i <= items; i++) {
      String indent = i > 1 && random.nextInt(3) == 0 ? "    " : "";
      list.append(indent).append(isOrdered ? i + ". " : "- ").append(line(4)).append('\n');
    }
    return list.toString().stripTrailing();
  }

  private String code(String indent) {
    StringBuilder code = new StringBuilder();
    int lines = random.nextInt(random.nextInt(6) == 0 ? 120 : 8);
    for (int i = 0; i < lines; i++) {
      code.append(indent)
          .append(" ".repeat(random.nextInt(3) * 4))
          .append("if (a < ")
          .append(i)
          .append(" && b[0](x)) { `s` += \"<!here>\"; } // ")
          .append(word())
          .append('\n');
    }
    return code.toString();
  }

  private String fence() {
    String marker =
        switch (random.nextInt(4)) {
          case 0 -> "~~~";
          case 1 -> "````";
          default -> "```";
        };
    String inside = marker.equals("````") ? "```\nnested\n```\n" : "";
    return marker + LANGUAGES[random.nextInt(LANGUAGES.length)] + "\n" + code("") + inside + marker;
  }

  private String fenceInList() {
    String indent = random.nextBoolean() ? "   " : "      ";
    String start = indent.length() == 3 ? "1. " : "1. a\n   - ";
    return start
        + line(2)
        + "\n"
        + indent
        + "```java\n"
        + code(indent)
        + indent
        + "```\n"
        + indent
        + line(2);
  }

  private String quote() {
    return "> " + line(5) + "\n> " + line(3);
  }

  private String cell() {
    return switch (random.nextInt(9)) {
      case 0 -> "猫です";
      case 1 -> "👍🏽 ok";
      case 2 -> "قطة";
      case 3 -> "e\u0301te\u0301";
      case 4 -> "**b**";
      case 5 -> "`c`";
      case 6 -> "";
      default -> "v" + random.nextInt(10_000);
    };
  }

  private String table() {
    int columns = 1 + random.nextInt(4);
    int rows = random.nextInt(random.nextInt(5) == 0 ? 80 : 6);
    StringBuilder table = new StringBuilder("|");
    for (int i = 0; i < columns; i++) {
      table.append(" H").append(i).append(" |");
    }
    table.append("\n|");
    for (int i = 0; i < columns; i++) {
      table.append(new String[] {"---|", ":--|", "--:|", ":-:|"}[random.nextInt(4)]);
    }
    for (int row = 0; row < rows; row++) {
      table.append("\n|");
      for (int i = 0; i < columns; i++) {
        table.append(' ').append(cell()).append(" |");
      }
    }
    return table.toString();
  }
}
