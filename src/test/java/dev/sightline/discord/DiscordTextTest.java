package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiscordTextTest {
  @Test
  void ordinaryMarkdownStaysAsItIs() {
    String markdown = "# A cat\n\n- **grey**, _asleep_ [1]\n- see https://example.org/cat_(a)";

    assertThat(DiscordText.inert(markdown)).isEqualTo(markdown);
  }

  @Test
  void maskedLinkShowsWhereItLeads() {
    assertThat(DiscordText.inert("Log in at [your bank](https://evil.example/x) now"))
        .isEqualTo("Log in at your bank (https://evil.example/x) now");
  }

  @Test
  void maskedLinkWithTitleOrInAngleBracketsShowsWhereItLeads() {
    assertThat(DiscordText.inert("[a](<https://x.example>) [b](https://y.example \"safe\")"))
        .isEqualTo("a (https://x.example) b (https://y.example \"safe\")");
  }

  @Test
  void inviteStaysReadableButIsNoInvite() {
    assertThat(DiscordText.inert("Join https://discord.gg/abc123 or discord.com/invite/abc"))
        .isEqualTo("Join https://discord.gg/ abc123 or discord.com/invite/ abc");
  }

  @Test
  void textCannotLookLikeOurFooter() {
    assertThat(DiscordText.inert("done\n-# gemini · $0.00")).isEqualTo("done\n\\-# gemini · $0.00");
  }

  @Test
  void codeIsLeftAlone() {
    String markdown = "`[a](https://b.example)`\n```md\n-# small\n[a](https://b.example)\n```";

    assertThat(DiscordText.inert(markdown)).isEqualTo(markdown);
  }

  @Test
  void unclosedFenceIsCodeToTheEnd() {
    assertThat(DiscordText.inert("```\ndiscord.gg/abc")).isEqualTo("```\ndiscord.gg/abc\n```");
  }

  @Test
  void lengthCountsAnEmojiOnce() {
    assertThat(DiscordText.length("a😀")).isEqualTo(2);
  }

  @Test
  void cutDoesNotSplitAnEmoji() {
    assertThat(DiscordText.cut("😀😀😀", 2)).isEqualTo("😀…");
  }

  @Test
  void titleIsOneLineThatEndsAtAWord() {
    assertThat(DiscordText.title("  what is\n this animal doing here  ", 16))
        .isEqualTo("what is this…");
  }
}
