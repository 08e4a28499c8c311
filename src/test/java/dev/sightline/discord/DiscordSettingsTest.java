package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiscordSettingsTest {
  @Test
  void tokenIsNeverShown() {
    DiscordSettings settings = new DiscordSettings("s3cret", "https://discord.example/api/v10", "");

    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void apiUrlEndsWithASlash() {
    assertThat(new DiscordSettings("", "https://discord.example/api/v10", "").apiUrl())
        .isEqualTo("https://discord.example/api/v10/");
  }

  @Test
  void emptyTokenSwitchesDiscordOff() {
    assertThat(new DiscordSettings("", "https://discord.example/", "").isOn()).isFalse();
  }
}
