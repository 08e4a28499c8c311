package dev.sightline.stream;

import dev.sightline.stream.MarkdownStreams.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/// Lets an answer grow on its pages as `AnswerStream` does, and looks at every step at all that a
/// reader would see.
public final class StreamTrial {
  /// More than this is never held back, and where it is, a link or an address is being written.
  private static final int MOST_HELD = 1_200;

  private static final Pattern CLOSERS = Pattern.compile("[\\s>*_~`]*");
  private static final Pattern HALF_LINK =
      Pattern.compile(
          "(?:\\[[^\\[\\]\\n]*|\\]\\([^()\\n]*|\\]|<[@!#][^>\\n]*|(?<![(<])https?:\\S*)\\z");
  private static final Pattern IN_OTHER_WORDS = Pattern.compile("&#?\\w+;|]\\[|]:");
  private static final Pattern HALF_ROW = Pattern.compile("(?:\\A|\\n)\\|(?:[^\\n]*[^|\\n])?\\z");

  private final ChatText chat;
  private final Answer answer;
  private final Paging paging;

  private StreamTrial(ChatText chat, Answer answer) {
    this.chat = chat;
    this.answer = answer;
    this.paging = new Paging(chat::lengthOf, chat.pageChars(), Integer.MAX_VALUE);
  }

  /// Figures of many trials.
  ///
  /// @param steps shown states that were looked at
  public record Figures(long streams, long characters, long pages, long steps) {
    /// Both together.
    public Figures plus(Figures other) {
      return new Figures(
          streams + other.streams,
          characters + other.characters,
          pages + other.pages,
          steps + other.steps);
    }
  }

  /// Runs the streams of `seeds` seeds from `first` on.
  ///
  /// @throws AssertionError at the first step at which something is wrong
  public static Figures run(ChatText chat, long first, int seeds, int stepsEach) {
    long characters = 0;
    long pages = 0;
    long steps = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      StreamTrial trial = new StreamTrial(chat, MarkdownStreams.of(seed));
      steps += trial.grow(stepsEach);
      trial.end();
      characters += trial.answer.text().length();
      pages += trial.paging.pages().size();
    }
    return new Figures(seeds, characters, pages, steps);
  }

  private int grow(int most) {
    Random random = new Random(answer.seed());
    int size = answer.chunks().size();
    int steps = 0;
    int before = 0;
    for (String chunk : answer.chunks()) {
      paging.append(chunk, -1);
      boolean turned = paging.pages().size() > before;
      if (turned || random.nextInt(size) < most) {
        for (int i = Math.max(0, before - 1); i < paging.pages().size(); i++) {
          look(paging.pages().get(i));
          steps++;
        }
        before = paging.pages().size();
      }
    }
    return steps;
  }

  private void look(LatestText page) {
    String text = page.text();
    String shown = page.snapshot(false).page().markdown();
    check(chat.render().apply(shown), shown);
    if (page != paging.last()) {
      return;
    }
    int common = 0;
    while (common < Math.min(text.length(), shown.length())
        && text.charAt(common) == shown.charAt(common)) {
      common++;
    }
    require(CLOSERS.matcher(shown.substring(common)).matches(), "is no beginning", shown);
    require(text.length() - common < MOST_HELD, "holds back " + (text.length() - common), shown);
    if (answer.isTidy() && !isInCode(shown)) {
      boolean isWhole = common < text.length() && Character.isWhitespace(text.charAt(common));
      String beginning = shown.substring(0, common) + (isWhole ? " " : "");
      require(!HALF_LINK.matcher(beginning).find(), "ends in half a link", shown);
      require(!HALF_ROW.matcher(beginning).find(), "ends in half a row", shown);
    }
  }

  private static boolean isInCode(String shown) {
    return shown.strip().endsWith("`") || shown.strip().endsWith("~~~");
  }

  private void end() {
    paging.last().close("", "", List.of());
    List<String> pages = new ArrayList<>();
    for (LatestText page : paging.pages()) {
      String shown = page.snapshot(false).page().markdown();
      String rendered = chat.render().apply(shown);
      check(rendered, shown);
      String wanted = chat.essence().apply(shown);
      String got = chat.essence().apply(chat.unrender().apply(rendered));
      require(
          isSame(wanted, got, shown),
          "lost something:\n" + wanted + "\n" + got + "\nrendered: " + rendered,
          shown);
      pages.add(shown);
    }
    require(
        JoinedPages.say(pages, answer.text()),
        "is not the answer:\n" + answer.text(),
        String.join("\n=====\n", pages));
  }

  /// The same, but for the end of a fence that the model left open. A table may say more and in
  /// another order: each row the names of its columns, each label where it leads. What is read from
  /// an entity or a reference in a cell is not the characters that were written.
  private static boolean isSame(String wanted, String got, String shown) {
    boolean hasTable =
        Markdown.of(shown).pieces().stream().anyMatch(piece -> piece instanceof Markdown.Table);
    if (hasTable && !got.equals(wanted)) {
      return IN_OTHER_WORDS.matcher(shown).find() || counts(wanted, got) == wanted.length();
    }
    return got.startsWith(wanted) && got.substring(wanted.length()).matches("[>`~]*");
  }

  /// How many characters of `wanted` are in `got` as often.
  private static int counts(String wanted, String got) {
    Map<Integer, Integer> left = new HashMap<>();
    got.chars().forEach(sign -> left.merge(sign, 1, Integer::sum));
    return (int) wanted.chars().filter(sign -> left.merge(sign, -1, Integer::sum) >= 0).count();
  }

  private void check(String rendered, String shown) {
    int length = chat.length().applyAsInt(rendered);
    require(length <= chat.mostChars(), "is too long: " + length, shown);
    String fault = chat.fault().apply(rendered);
    require(fault.isEmpty(), fault + "\nrendered:\n" + rendered, shown);
    for (int at = 0; at < rendered.length(); at++) {
      if (Character.isSurrogate(rendered.charAt(at))) {
        boolean isPair =
            at + 1 < rendered.length()
                && Character.isSurrogatePair(rendered.charAt(at), rendered.charAt(at + 1));
        require(isPair, "has half a character at " + at, shown);
        at++;
      }
    }
  }

  private void require(boolean isTrue, String fault, String shown) {
    if (!isTrue) {
      throw new AssertionError(
          "seed %d on %s: %s%nshown:%n%s".formatted(answer.seed(), chat.name(), fault, shown));
    }
  }
}
