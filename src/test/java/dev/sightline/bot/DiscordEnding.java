package dev.sightline.bot;

import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimPermission;
import java.util.Objects;
import java.util.function.Consumer;

/// What ends an answer in the middle, as nothing more can be said there.
@SuppressWarnings("ImmutableEnumChecker") // what is done keeps no state
enum DiscordEnding {
  ANSWER_DELETED(
      "GONE", "status=404", "10008 Unknown Message", place -> place.answers().getFirst().delete()),
  CHANNEL_DELETED("GONE", "status=404", "10003 Unknown Channel", SimChannel::delete),
  THREAD_LOCKED("ARCHIVED", "status=400", "50083 Thread is archived", SimChannel::lock),
  PERMISSION_LOST(
      "MISSING_PERMISSION",
      "status=403",
      "50001 Missing Access; missing: ",
      place -> Objects.requireNonNull(place.parent()).deny(SimPermission.VIEW_CHANNEL)),
  BOT_EXPELLED(
      "GONE",
      "status=404",
      "10003 Unknown Channel",
      place -> Objects.requireNonNull(place.guild()).expelBot());

  final String reason;
  final String status;
  final String error;
  final Consumer<SimChannel> happening;

  DiscordEnding(String reason, String status, String error, Consumer<SimChannel> happening) {
    this.reason = reason;
    this.status = status;
    this.error = error;
    this.happening = happening;
  }
}
