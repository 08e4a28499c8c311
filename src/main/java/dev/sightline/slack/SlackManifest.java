package dev.sightline.slack;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/// The manifest that makes Sightline an app in a Slack workspace: paste it at "Create an app from a
/// manifest". Shape: https://docs.slack.dev/reference/app-manifest, read 2026-09.
public final class SlackManifest {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final String WITHOUT_SCOPES =
      """
      {
        "display_information": {
          "name": "Sightline",
          "description": "Looks at pictures and watches videos",
          "background_color": "#1d1c1d"
        },
        "features": {
          "app_home": {
            "home_tab_enabled": true,
            "messages_tab_enabled": true,
            "messages_tab_read_only_enabled": false
          },
          "bot_user": { "display_name": "Sightline", "always_online": true },
          "agent_view": {
            "agent_description": "Looks at pictures and watches videos. The answers are made by an AI model."
          },
          "shortcuts": [
            {
              "name": "Describe image",
              "type": "message",
              "callback_id": "describe_image",
              "description": "Says what the pictures of this message show"
            },
            {
              "name": "Summarise video",
              "type": "message",
              "callback_id": "summarise_video",
              "description": "Sums up the video of this message, or the one it links to"
            }
          ],
          "slash_commands": [
            {
              "command": "/sightline",
              "description": "Ask about a link, see your costs or get help",
              "usage_hint": "[look | watch | ask] … | usage | budget | link | forget me | help",
              "should_escape": true
            }
          ]
        },
        "oauth_config": { "scopes": { "bot": [] } },
        "settings": {
          "event_subscriptions": {
            "bot_events": [
              "app_mention", "message.channels", "message.groups", "message.im", "message.mpim",
              "reaction_added", "agent_session_stopped", "app_home_opened"
            ]
          },
          "interactivity": { "is_enabled": true },
          "org_deploy_enabled": false,
          "socket_mode_enabled": true,
          "token_rotation_enabled": false
        }
      }
      """;

  private SlackManifest() {}

  /// The manifest as indented JSON, ending in a line break.
  ///
  /// @param hasGroups whether the configuration names user groups
  public static String json(boolean hasGroups) {
    JsonObject manifest = JsonParser.parseString(WITHOUT_SCOPES).getAsJsonObject();
    JsonArray scopes =
        manifest.getAsJsonObject("oauth_config").getAsJsonObject("scopes").getAsJsonArray("bot");
    SlackScope.needed(hasGroups).stream().map(SlackScope::id).sorted().forEach(scopes::add);
    return PRETTY.toJson(manifest) + "\n";
  }
}
