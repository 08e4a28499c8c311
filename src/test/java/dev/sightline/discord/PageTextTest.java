package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.thread.Page;
import org.junit.jupiter.api.Test;

class PageTextTest {
  @Test
  void footerStandsSmallUnderTheText() {
    assertThat(PageText.of(new Page("A cat.", "", "gemini · $0.001\nb.tiff: too large")))
        .isEqualTo("A cat.\n-# gemini · $0.001\n-# b.tiff: too large");
  }

  @Test
  void longFooterIsCutAndTheTextIsNot() {
    String text = "x".repeat(DiscordLimits.PAGE_CHARS);

    String content = PageText.of(new Page(text, "", "y".repeat(500)));

    assertThat(content).startsWith(text + "\n-# y").endsWith("…").hasSize(2_000);
  }

  @Test
  void emptyPageStillShowsSomething() {
    assertThat(PageText.of(Page.of(" \n"))).isEqualTo("…");
  }

  @Test
  void lengthCountsWhatIsAddedToMakeTextInert() {
    assertThat(PageText.length(Page.of("discord.gg/abc"))).isEqualTo(15);
  }

  @Test
  void lengthOfNothingIsNothing() {
    assertThat(PageText.length(Page.of(""))).isZero();
  }

  @Test
  void noticeStandsBetweenTextAndFooterAsItIs() {
    assertThat(
            PageText.of(
                new Page("A cat.", "*b*.tiff: too large, see https://x.example/a_b", "gemini")))
        .isEqualTo("A cat.\n\n\\*b\\*.tiff: too large, see https://x.example/a_b\n-# gemini");
  }

  @Test
  void noticeAloneIsAPage() {
    assertThat(PageText.of(new Page("", "It was deleted.", ""))).isEqualTo("It was deleted.");
  }
}
