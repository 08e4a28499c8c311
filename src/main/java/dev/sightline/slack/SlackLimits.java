package dev.sightline.slack;

import dev.sightline.limit.CallLimit;
import dev.sightline.thread.ThreadLimits;
import java.time.Duration;
import java.util.List;

/// What Slack allows. Lengths are in UTF-16 units, after escaping.
final class SlackLimits {
  private SlackLimits() {}

  /// Longest answer text in one message. All `markdown` blocks of a message together may have
  /// 12,000 (https://docs.slack.dev/reference/block-kit/blocks/markdown-block, read 2026-09); the
  /// rest is room for what an unfinished page still adds, such as closing a code fence.
  static final int PAGE_CHARS = 11_000;

  /// Longest notice: the `text` of a `section` block
  /// (https://docs.slack.dev/reference/block-kit/blocks/section-block, read 2026-09).
  static final int NOTICE_CHARS = 3_000;

  /// Longest footer. With a `markdown` block among them all blocks together may cost 13,297, and
  /// each after the first 125 beside its text (https://github.com/slackapi/bolt-js/issues/2509,
  /// 2025).
  static final int FOOTER_CHARS = 1_000;

  /// Longest `text`, shown in notifications only. `chat.update` takes 4,000
  /// (https://docs.slack.dev/reference/methods/chat.update, read 2026-09).
  static final int FALLBACK_CHARS = 3_000;

  /// Longest label of an option, and most options of a menu. Values may have 150
  /// (https://docs.slack.dev/reference/block-kit/composition-objects/option-object and
  /// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element, read 2026-11).
  static final int OPTION_CHARS = 75;

  static final int OPTION_VALUE_CHARS = 150;
  static final int MENU_OPTIONS = 100;

  /// Longest question quoted in a message of ours; our own choice.
  static final int QUOTE_CHARS = 2_000;

  /// "1 per second per channel" (https://docs.slack.dev/apis/web-api/rate-limits, read 2026-09).
  static final int POSTS_PER_CHANNEL_SECOND = 1;

  /// "Several hundred per minute" in a workspace (same page): taken as 300, with room for the posts
  /// that are not part of an answer.
  static final int POSTS_PER_WORKSPACE_MINUTE = 280;

  /// `chat.update` is Tier 3: 50 a minute in a workspace, all channels together (same page).
  static final int EDITS_PER_WORKSPACE_MINUTE = 50;

  /// `chat.startStream`, `chat.appendStream` and `chat.stopStream` are Tier 2, 4 and 2: 20, 100 and
  /// 20 a minute in a workspace (https://docs.slack.dev/reference/methods/chat.startStream, read
  /// 2026-09).
  static final CallLimit STREAM_STARTS =
      new CallLimit("slack:chat.startStream", 20, Duration.ofMinutes(1));

  static final CallLimit STREAM_STOPS =
      new CallLimit("slack:chat.stopStream", 20, Duration.ofMinutes(1));

  static final int APPENDS_PER_WORKSPACE_MINUTE = 100;

  /// `agents.sessions.setStatus` is Tier 3: 50 a minute in a workspace
  /// (https://docs.slack.dev/reference/methods/agents.sessions.setStatus, read 2026-09), less some
  /// for what else may set one.
  static final CallLimit SESSION_STATUSES =
      new CallLimit("slack:agents.sessions.setStatus", 45, Duration.ofMinutes(1));

  /// When to say again that there is work: after an hour Slack takes it back (same page).
  static final Duration SESSION_RENEWAL = Duration.ofMinutes(50);

  /// Slack closes a stream about this long after its start, though text still comes
  /// (https://github.com/slackapi/node-slack-sdk/issues/2702, read 2026-09).
  static final Duration STREAM_WALL = Duration.ofMinutes(5);

  /// Longest time that one message is streamed to, well before the wall; our own choice.
  static final Duration STREAM_TIME = Duration.ofMinutes(4);

  /// Least time between two edits of one message, so that it does not flicker; how often it really
  /// grows follows from the limits. Our own choice.
  static final Duration EDIT_INTERVAL = Duration.ofMillis(500);

  /// How long a mention waits for the event that carries its files. The two come about 250 ms apart
  /// (https://github.com/vercel/chat, read 2026-09).
  static final Duration TWIN_WAIT = Duration.ofSeconds(1);

  /// How long a message is remembered as taken. Slack delivers again at once, after about 1 and
  /// after about 5 minutes (https://docs.slack.dev/apis/events-api, read 2026-09); what comes even
  /// later the front desk knows.
  static final Duration TAKEN_KEPT = Duration.ofMinutes(10);

  /// Longest wait that a 429 may ask of a call outside of an answer; our own choice.
  static final Duration LONGEST_PATIENCE = Duration.ofSeconds(30);

  /// Time for one call of the Web API; our own choice.
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  /// `users.info`: tier 4, 100 a minute in a workspace
  /// (https://docs.slack.dev/apis/web-api/rate-limits, read 2026-09), less some for what else may
  /// ask.
  static final CallLimit LOOK_UPS = new CallLimit("slack:users.info", 90, Duration.ofMinutes(1));

  /// `conversations.info`: tier 3, 50 a minute in a workspace (same page), less some for what else
  /// may ask.
  static final CallLimit CHANNEL_LOOK_UPS =
      new CallLimit("slack:conversations.info", 40, Duration.ofMinutes(1));

  /// Everything that is posted in a channel: one a second, with short bursts tolerated
  /// (https://docs.slack.dev/reference/methods/chat.postMessage, read 2026-09), so three in three.
  static CallLimit everyPostIn(String channel) {
    return new CallLimit("slack:" + channel + ":every-post", 3, Duration.ofSeconds(3));
  }

  static ThreadLimits inChannel(String team, String channel) {
    return ThreadLimits.of(
        "slack:" + team,
        PAGE_CHARS,
        List.of(
            new CallLimit(
                "slack:%s:%s:post".formatted(team, channel),
                POSTS_PER_CHANNEL_SECOND,
                Duration.ofSeconds(1)),
            new CallLimit(
                "slack:%s:post".formatted(team),
                POSTS_PER_WORKSPACE_MINUTE,
                Duration.ofMinutes(1))),
        List.of(
            new CallLimit(
                "slack:%s:chat.update".formatted(team),
                EDITS_PER_WORKSPACE_MINUTE,
                Duration.ofMinutes(1))),
        EDIT_INTERVAL);
  }

  /// A message that is streamed to has limits of its own, and an end.
  static ThreadLimits whileStreaming(ThreadLimits posting, Duration streamTime) {
    return new ThreadLimits(
        posting.scope(),
        posting.pageChars(),
        posting.places(),
        posting.posts(),
        List.of(
            new CallLimit(
                posting.scope() + ":chat.appendStream",
                APPENDS_PER_WORKSPACE_MINUTE,
                Duration.ofMinutes(1))),
        List.of(STREAM_STOPS),
        posting.editInterval(),
        streamTime);
  }
}
