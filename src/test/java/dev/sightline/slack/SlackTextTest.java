package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackTextTest {
  private static String plain(String text) throws InterruptedException {
    return SlackText.plain(text, "U0BOT", id -> id.equals("U1") ? "Anna" : id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      value = {
        "<@U0BOT> what is this? → what is this?",
        "hey <@U0BOT|sightline>, look → hey , look",
        "<@U1> and <@U2> and <@U3|Eve> → @Anna and @U2 and @Eve",
        "<https://a.test/?x=1&amp;y=2|label> <https://b.test> → https://a.test/?x=1&y=2 https://b.test",
        "<mailto:a@b.test|a@b.test> → a@b.test",
        "<#C1|general> <#C2> → #general #C2",
        "<!here> <!subteam^S1|@cats> <!subteam^S2> → @here @cats @S2",
        "<!date^123^{date}|today> → today",
        "1 &lt; 2 &amp;&amp; &amp;lt; → 1 < 2 && &lt;",
        "a <b → a <b"
      })
  void markupOfSlackIsUndone(String text, String plain) throws Exception {
    assertThat(plain(text)).isEqualTo(plain);
  }

  @Test
  void linesStay() throws Exception {
    assertThat(plain("<@U0BOT>\nfirst\n\nsecond")).isEqualTo("first\n\nsecond");
  }

  @Test
  void signOfAQuoteStaysAndAllOthersAreEscaped() {
    assertThat(SlackText.markdown("> a > b\n  > <c>\nd > e"))
        .isEqualTo("> a &gt; b\n  > &lt;c&gt;\nd &gt; e");
  }

  @Test
  void cutTextNeverEndsInHalfAnEscapeOrHalfACharacter() {
    for (int max = 1; max < 30; max++) {
      String cut = SlackText.inert("a&<😀>b&&😀😀<", max);

      assertThat(cut).hasSizeLessThanOrEqualTo(max).matches("(?:[ab]|&amp;|&lt;|&gt;|😀)*…?");
    }
  }
}
