package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.sim.slack.SlackSettings;
import org.junit.jupiter.api.Test;

class SlackManifestTest {
  private final JsonNode manifest = new ObjectMapper().readTree(SlackManifest.json(false));

  SlackManifestTest() throws Exception {}

  @Test
  void scopesAreThoseThatTheCheckLooksFor() {
    assertThat(manifest.at("/oauth_config/scopes/bot"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            SlackScope.needed(false).stream().map(SlackScope::id).toList());
    assertThat(SlackSettings.MANIFEST_SCOPES)
        .containsAll(SlackScope.needed(false).stream().map(SlackScope::id).toList());
  }

  @Test
  void userGroupsAreReadOnlyWhereTheyMatter() throws Exception {
    JsonNode withGroups = new ObjectMapper().readTree(SlackManifest.json(true));

    assertThat(manifest.at("/oauth_config/scopes/bot").toString()).doesNotContain("usergroups");
    assertThat(withGroups.at("/oauth_config/scopes/bot").toString()).contains("usergroups:read");
  }

  @Test
  void commandAndShortcutsAreThoseWeListenFor() {
    assertThat(manifest.at("/features/slash_commands/0/command").asText())
        .isEqualTo(SlackCommands.NAME);
    assertThat(manifest.at("/features/shortcuts"))
        .extracting(shortcut -> shortcut.path("callback_id").asText())
        .containsExactlyInAnyOrder(SlackShortcuts.DESCRIBE_IMAGE, SlackShortcuts.SUMMARISE_VIDEO);
  }

  @Test
  void appIsAnAgentThatHearsOfSlacksStopButton() {
    assertThat(manifest.at("/features/agent_view/agent_description").asText())
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(300);
    assertThat(manifest.at("/settings/event_subscriptions/bot_events"))
        .extracting(JsonNode::asText)
        .contains(AgentStoppedEvent.TYPE_NAME);
  }

  @Test
  void namesKeepToSlacksLimits() {
    assertThat(manifest.at("/display_information/name").asText()).hasSizeLessThanOrEqualTo(35);
    assertThat(manifest.at("/display_information/description").asText())
        .hasSizeLessThanOrEqualTo(140);
    assertThat(manifest.at("/settings/socket_mode_enabled").asBoolean()).isTrue();
  }
}
