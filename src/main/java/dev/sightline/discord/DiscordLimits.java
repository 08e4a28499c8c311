package dev.sightline.discord;

import dev.sightline.limit.CallLimit;
import dev.sightline.thread.ThreadLimits;
import java.time.Duration;
import java.util.List;

/// All limits of Discord that we pace by, on one screen.
///
/// Discord publishes few of them and says that the headers of each answer count. The library obeys
/// those headers, and [LimitHeaders] learns from them; what stands here holds until they have told.
///
/// - Docs: `discord/discord-api-docs` at c98d64bc, read 2026-08-06.
/// - Seen: reports of bot authors (discordgo 1384, api-docs 4413, discord.js 11485), read
///   2026-08-06: observed, not promised.
final class DiscordLimits {
  /// Longest content of a message, in Unicode code points. Docs, Create Message.
  static final int CONTENT_CHARS = 2_000;

  /// Longest page of an answer in code points; the rest is for the footer and for making text
  /// inert. Our own choice.
  static final int PAGE_CHARS = 1_800;

  /// Longest name of a thread, in UTF-16 units to be safe. Docs, Start Thread from Message.
  static final int THREAD_NAME_CHARS = 100;

  /// Longest nonce. Docs, Create Message.
  static final int NONCE_CHARS = 25;

  /// An interaction's token is good for this long. Docs, Receiving and Responding.
  static final Duration TOKEN_LIFE = Duration.ofMinutes(15);

  /// We stop relying on a token this much before its end, so that a call that is under way still
  /// counts. Our own choice.
  static final Duration TOKEN_MARGIN = Duration.ofSeconds(20);

  /// The typing sign lasts 10 s (docs, Trigger Typing Indicator); renewed a little earlier.
  static final Duration TYPING_RENEWAL = Duration.ofSeconds(8);

  /// Signs of typing in all channels together: they count against the limit of the whole bot, which
  /// answers need more. Where there is no room a sign is left out. Our own choice, as the next.
  static final CallLimit TYPING_SIGNS = new CallLimit("discord:typing", 5, Duration.ofSeconds(1));

  /// So many calls of the whole bot have to be free for a sign of typing.
  static final int FREE_FOR_TYPING = 20;

  /// How long an answer waits for its thread before it goes into the channel instead. How many
  /// threads a channel takes is not published; our own choice.
  static final Duration THREAD_PATIENCE = Duration.ofSeconds(5);

  /// The same for one that was interrupted by a restart: it has waited already. Our own choice.
  static final Duration LATE_THREAD_PATIENCE = Duration.ofSeconds(1);

  /// Typing is not shown longer than this: an ask that takes longer has failed. Our own choice.
  static final Duration TYPING_MOST = Duration.ofMinutes(5);

  /// Least time between two edits of a growing message, so that it does not flicker; how often it
  /// really grows follows from the limits. Our own choice.
  private static final Duration EDIT_INTERVAL = Duration.ofMillis(500);

  /// Sends, and separately edits, in one channel or thread: 5 in 5 s. Seen.
  private static final int CHANNEL_CALLS = 5;

  /// Calls with one interaction's token: 5 in 5 s, edits and follow-ups counted together to be
  /// safe. Seen.
  private static final int TOKEN_CALLS = 5;

  private static final Duration WINDOW = Duration.ofSeconds(5);

  /// All calls of a bot but those with an interaction's token: 50 in 1 s (docs, Rate Limits), less
  /// two for calls that the library makes by itself while it connects.
  static final CallLimit ALL_CALLS = new CallLimit("discord:all", 48, Duration.ofSeconds(1));

  /// The same for the answers, their threads included. Its own window, so that answers find room in
  /// order of their urgency and not of their calls.
  private static final CallLimit ANSWERS =
      new CallLimit("discord:answers", 48, Duration.ofSeconds(1));

  private static final String SCOPE = "discord";

  private DiscordLimits() {}

  /// The bucket of new messages in a channel or thread.
  static String sendsTo(String channelId) {
    return "discord:" + channelId + ":send";
  }

  /// The bucket of all edits in a channel or thread.
  static String editsIn(String channelId) {
    return "discord:" + channelId + ":edit";
  }

  /// @param isThere whether it is, or has to be opened first
  static ThreadLimits ofChannel(String channelId, boolean isThere) {
    List<CallLimit> edits =
        List.of(new CallLimit(editsIn(channelId), CHANNEL_CALLS, WINDOW, true), ANSWERS);
    return new ThreadLimits(
        SCOPE,
        PAGE_CHARS,
        isThere ? List.of() : List.of(ANSWERS),
        List.of(new CallLimit(sendsTo(channelId), CHANNEL_CALLS, WINDOW, true), ANSWERS),
        edits,
        edits,
        EDIT_INTERVAL,
        ThreadLimits.ANY_TIME);
  }

  static ThreadLimits ofInteraction(String interactionId) {
    List<CallLimit> token =
        List.of(new CallLimit("discord:interaction:" + interactionId, TOKEN_CALLS, WINDOW));
    return ThreadLimits.of(SCOPE, PAGE_CHARS, token, token, EDIT_INTERVAL);
  }
}
