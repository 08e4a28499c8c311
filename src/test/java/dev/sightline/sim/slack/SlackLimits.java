package dev.sightline.sim.slack;

import java.time.Duration;

/// Every limit of Slack that the simulator enforces.
///
/// Lengths are counted in UTF-16 units. Source unless named otherwise: docs.slack.dev, read
/// 2026-09.
public final class SlackLimits {
  /// `text` of `chat.postMessage`: above it `msg_too_long`.
  public static final int POST_TEXT_CHARS = 40_000;

  /// `text` of `chat.update`: above it `msg_too_long`.
  public static final int UPDATE_TEXT_CHARS = 4_000;

  /// `markdown_text`, and all `markdown` blocks of one payload together.
  public static final int MARKDOWN_CHARS = 12_000;

  /// All text of one streamed message, undocumented: about 12,000
  /// (https://github.com/CopilotKit/CopilotKit/pull/6064, 2026).
  public static final int STREAM_CHARS = 12_000;

  /// Slack closes a stream this long after its start, though text still comes
  /// (https://github.com/slackapi/node-slack-sdk/issues/2702, read 2026-09).
  public static final Duration STREAM_WALL = Duration.ofMinutes(5);

  /// Title of an agent session, looked at when the session is made.
  public static final int SESSION_TITLE_CHARS = 200;

  /// How long an agent session stays `processing` by itself.
  public static final Duration PROCESSING_LIFE = Duration.ofHours(1);

  /// What the blocks of one payload may cost together when a `markdown` block is among them, where
  /// every block after the first costs `EXTRA_BLOCK_CHARS` beside its text; above it
  /// `msg_blocks_too_long`. Measured in github.com/slackapi/bolt-js/issues/2509 (2025).
  public static final int BLOCKS_CHARS = 13_297;

  public static final int EXTRA_BLOCK_CHARS = 125;

  public static final int BLOCKS_PER_MESSAGE = 50;
  public static final int BLOCKS_PER_VIEW = 100;
  public static final int VIEW_BYTES = 250 * 1024;
  public static final int SECTION_TEXT_CHARS = 3_000;
  public static final int SECTION_FIELDS = 10;
  public static final int SECTION_FIELD_CHARS = 2_000;
  public static final int HEADER_CHARS = 150;
  public static final int CONTEXT_ELEMENTS = 10;
  public static final int ACTIONS_ELEMENTS = 25;
  public static final int CONTEXT_ACTIONS_ELEMENTS = 5;
  public static final int BUTTON_TEXT_CHARS = 75;
  public static final int BUTTON_VALUE_CHARS = 2_000;
  public static final int BUTTON_URL_CHARS = 3_000;
  public static final int ID_CHARS = 255;
  public static final int SELECT_OPTIONS = 100;
  public static final int OPTION_TEXT_CHARS = 75;
  public static final int OPTION_VALUE_CHARS = 150;
  public static final int PLACEHOLDER_CHARS = 150;
  public static final int IMAGE_URL_CHARS = 3_000;
  public static final int ALT_TEXT_CHARS = 2_000;

  /// An envelope or a slash command must be acknowledged within this time.
  public static final Duration ACK_DEADLINE = Duration.ofSeconds(3);

  public static final int SOCKETS_PER_APP = 10;

  /// How often, and for how long, a `response_url` may be used.
  public static final int RESPONSE_URL_USES = 5;

  public static final Duration RESPONSE_URL_LIFE = Duration.ofMinutes(30);

  /// Calls a minute by tier, for one method in one workspace.
  public static final int TIER_1_PER_MINUTE = 1;

  public static final int TIER_2_PER_MINUTE = 20;
  public static final int TIER_3_PER_MINUTE = 50;
  public static final int TIER_4_PER_MINUTE = 100;

  /// Posts a minute over all channels of a workspace: the documents say "several hundred".
  public static final int POSTS_PER_WORKSPACE_MINUTE = 300;

  /// Posts in one channel: the documents say "one a second, short bursts tolerated". The simulator
  /// takes that as at most this many in any `POST_BURST_WINDOW`, and one a second plus that burst
  /// over a minute.
  public static final int POST_BURST = 4;

  public static final Duration POST_BURST_WINDOW = Duration.ofSeconds(3);
  public static final int POSTS_PER_CHANNEL_MINUTE = 60 + POST_BURST;

  /// Real windows are soft ("50+"); a client that paces exactly may arrive this much early.
  public static final Duration ARRIVAL_JITTER = Duration.ofMillis(250);

  private SlackLimits() {}
}
