package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// User groups and who is in them.
///
/// Source: https://docs.slack.dev/reference/methods/usergroups.list and usergroups.users.list (read
/// 2026-09): both tier 2, both with `usergroups:read`.
final class UserGroupMethods {
  private static final String SCOPE = "usergroups:read";

  private final SlackWorld world;

  UserGroupMethods(SlackWorld world) {
    this.world = world;
  }

  List<ApiMethod> methods() {
    return List.of(
        ApiMethod.reading("usergroups.list", Tier.TWO, SCOPE, this::list),
        ApiMethod.reading("usergroups.users.list", Tier.TWO, SCOPE, this::users));
  }

  /// What people write behind an `@` to name a group.
  static String handle(String groupId) {
    return "group-" + groupId.toLowerCase(Locale.ROOT);
  }

  private ObjectNode users(ApiArgs args) {
    Set<String> members = world.groups().get(args.required("usergroup"));
    if (members == null) {
      throw new ApiRefusal("no_such_subteam");
    }
    ObjectNode answer = Json.object();
    members.forEach(answer.putArray("users")::add);
    return answer;
  }

  private ObjectNode list(ApiArgs args) {
    ObjectNode answer = Json.object();
    ArrayNode groups = answer.putArray("usergroups");
    for (Map.Entry<String, Set<String>> group : world.groups().entrySet()) {
      ObjectNode json =
          groups
              .addObject()
              .put("id", group.getKey())
              .put("team_id", SlackWorld.TEAM_ID)
              .put("is_usergroup", true)
              .put("name", "Group " + group.getKey())
              .put("description", "")
              .put("handle", handle(group.getKey()))
              .put("is_external", false)
              .put("date_create", 1_700_000_000)
              .put("date_update", 1_700_000_000)
              .put("date_delete", 0)
              .putNull("auto_type")
              .put("created_by", "USLACKBOT")
              .put("updated_by", "USLACKBOT")
              .putNull("deleted_by");
      ObjectNode prefs = json.putObject("prefs");
      prefs.putArray("channels");
      prefs.putArray("groups");
      if (args.flag("include_users")) {
        group.getValue().forEach(json.putArray("users")::add);
      }
      if (args.flag("include_count")) {
        json.put("user_count", Integer.toString(group.getValue().size()));
      }
    }
    return answer;
  }
}
