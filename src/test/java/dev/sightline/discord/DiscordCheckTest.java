package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import dev.sightline.failure.PlatformRefused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscordCheckTest {
  private final DiscordBot bot = new DiscordBot();

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void allIsWellOnceTheBotHasRun() throws Exception {
    bot.started();

    assertThat(new DiscordCheck(bot.settings()).findings())
        .extracting(Finding::health)
        .containsOnly(Health.WORKS);
  }

  @Test
  void missingIntentAndCommandsAreNamed() throws Exception {
    bot.sim.permitMessageContent(false);

    assertThat(new DiscordCheck(bot.settings()).findings())
        .filteredOn(finding -> finding.health() != Health.WORKS)
        .extracting(Finding::subject, Finding::health)
        .containsExactly(
            tuple("discord message content", Health.BROKEN),
            tuple("discord commands", Health.NOTE));
  }

  @Test
  void intentThatIsNotWantedIsOnlyNoted() throws Exception {
    bot.sim.permitMessageContent(false);
    DiscordSettings wanting = bot.settings();
    DiscordSettings modest =
        new DiscordSettings(wanting.botToken(), wanting.apiUrl(), wanting.gatewayUrl(), false);

    assertThat(new DiscordCheck(modest).findings())
        .extracting(Finding::health)
        .doesNotContain(Health.BROKEN);
  }

  @Test
  void checkOpensNoSession() throws Exception {
    new DiscordCheck(bot.settings()).findings();

    assertThat(bot.sim.gateway().identifies()).isZero();
  }

  @Test
  void wrongTokenIsBroken() throws Exception {
    assertThat(new DiscordCheck(withToken("bm9ib2R5.wrong.token")).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.health()).isEqualTo(Health.BROKEN);
          assertThat(finding.sentence()).doesNotContain("bm9ib2R5");
        });
  }

  @Test
  void noTokenMeansSwitchedOff() throws Exception {
    assertThat(new DiscordCheck(withToken("")).findings())
        .extracting(Finding::health)
        .containsExactly(Health.NOTE);
  }

  @Test
  void unreachableDiscordIsBroken() throws Exception {
    DiscordSettings settings = new DiscordSettings("a.b.c", "http://127.0.0.1:1/api/v10/", "");

    assertThat(new DiscordCheck(settings).findings())
        .extracting(Finding::health)
        .containsExactly(Health.BROKEN);
  }

  @Test
  void inviteAsksForJustWhatIsNeeded() throws Exception {
    assertThat(new DiscordCheck(bot.settings()).inviteUrl())
        .isEqualTo(
            "https://discord.com/oauth2/authorize?client_id=%d&scope=bot+applications.commands&permissions=309237746688"
                .formatted(bot.sim.bot().id()));
  }

  @Test
  void botWithAWrongTokenDoesNotStart() {
    try (DiscordSurface surface =
        new DiscordSurface(withToken("bm9ib2R5.wrong.token"), bot.desk.desk())) {
      assertThatThrownBy(surface::start)
          .isInstanceOf(PlatformRefused.class)
          .hasMessageContaining("Discord does not accept the bot token");
    }
  }

  private DiscordSettings withToken(String token) {
    return new DiscordSettings(
        token, bot.sim.restUrl().toString(), bot.sim.gatewayUrl().toString());
  }
}
