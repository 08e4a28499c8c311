package dev.sightline.bot;

import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SimMessage;
import java.util.function.BiConsumer;

/// What ends an answer in the middle, as nothing more can be said there.
@SuppressWarnings("ImmutableEnumChecker") // what is done keeps no state
enum SlackEnding {
  ANSWER_DELETED(
      "GONE",
      "message_not_found",
      (world, answer) -> world.slack.channel(answer.channelId()).delete(answer)),
  CHANNEL_ARCHIVED(
      "ARCHIVED",
      "is_archived",
      (world, answer) -> world.slack.channel(answer.channelId()).archive()),
  BOT_REMOVED(
      "NOT_IN_CHANNEL",
      "not_in_channel",
      (world, answer) -> world.slack.channel(answer.channelId()).removeBot()),
  PRIVATE_CHANNEL_GONE(
      "GONE",
      "channel_not_found",
      (world, answer) -> world.slack.channel(answer.channelId()).removeBot()),
  TOKEN_REVOKED(
      "MISSING_PERMISSION",
      "token_revoked",
      (world, answer) -> {
        Fault revoked = new Fault.Refused("token_revoked");
        world.slack.faults().nextIn(answer.channelId(), "chat.update", 9, revoked);
      });

  final String reason;
  final String error;
  final BiConsumer<BotWorld, SimMessage> happening;

  SlackEnding(String reason, String error, BiConsumer<BotWorld, SimMessage> happening) {
    this.reason = reason;
    this.error = error;
    this.happening = happening;
  }
}
