package dev.sightline.config;

import dev.sightline.config.SightlineConfig.RightsSection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads who may do what.
///
/// Slack's ids tell by their first letter what they are of
/// (https://docs.slack.dev/reference/objects, read 2026-09), so that one in the wrong list shows
/// before it keeps everybody out; Discord's do not.
final class RightsKeys {
  private static final Pattern CHANNEL = Pattern.compile("[CDG][0-9A-Z]{8,}");
  private static final Pattern PERSON_OR_GROUP = Pattern.compile("[SUW][0-9A-Z]{8,}");

  private RightsKeys() {}

  static RightsSection read(Section section) {
    return new RightsSection(
        ids(section, "admins", CHANNEL, "channels"),
        ids(section, "allow", CHANNEL, "channels"),
        ids(section, "channels", PERSON_OR_GROUP, "allow"),
        Set.copyOf(section.texts("block")));
  }

  private static Set<String> ids(Section section, String key, Pattern wrong, String right) {
    List<String> ids = section.texts(key);
    ids.stream()
        .filter(id -> wrong.matcher(id).matches())
        .forEach(id ->
            section.problemAt(key, "names \"%s\", which belongs into %s".formatted(id, right)));
    return Set.copyOf(ids);
  }
}
