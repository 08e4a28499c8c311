package dev.sightline.discord;

import dev.sightline.discord.DiscordThreadWriter.Place;
import dev.sightline.discord.HookWriter.Hook;
import java.time.Instant;
import net.dv8tion.jda.api.utils.data.DataObject;
import org.jspecify.annotations.Nullable;

/// Where an answer goes, in a form that outlives the process: JSON with `parent`, `question` and
/// `name` for a thread to be opened, `channel` and `replyTo` for a place that is there, or
/// `interaction`, `token`, `channel` and `createdMs` for the answer to a command, or, with
/// `following`, for what a press sets off.
final class Address {
  private Address() {}

  static String of(Place place) {
    DataObject json =
        switch (place) {
          case Place.NewThread thread ->
              DataObject.empty()
                  .put("parent", thread.parentId())
                  .put("question", thread.questionId())
                  .put("name", thread.name());
          case Place.Open open ->
              DataObject.empty().put("channel", open.channelId()).put("replyTo", open.replyTo());
        };
    return json.toString();
  }

  static String of(Hook hook, boolean isFollowing) {
    return DataObject.empty()
        .put("interaction", hook.interactionId())
        .put("token", hook.token())
        .put("channel", hook.channelId())
        .put("createdMs", hook.createdAt().toEpochMilli())
        .put("following", isFollowing)
        .toString();
  }

  /// Null where it is another kind of address.
  static @Nullable Place place(String address) {
    DataObject json = read(address);
    if (json.hasKey("parent")) {
      return new Place.NewThread(
          json.getString("parent"), json.getString("question"), json.getString("name"));
    }
    return json.hasKey("channel") && !json.hasKey("interaction")
        ? new Place.Open(json.getString("channel"), json.getString("replyTo", null))
        : null;
  }

  /// Null where it is another kind of address.
  static @Nullable Hook hook(String address) {
    DataObject json = read(address);
    return json.hasKey("interaction")
        ? new Hook(
            json.getString("interaction"),
            json.getString("token"),
            json.getString("channel"),
            Instant.ofEpochMilli(json.getLong("createdMs")))
        : null;
  }

  /// Whether the answer follows the message in the place of "thinking…".
  static boolean isFollowing(String address) {
    return read(address).getBoolean("following", false);
  }

  private static DataObject read(String address) {
    return address.isEmpty() ? DataObject.empty() : DataObject.fromJson(address);
  }
}
