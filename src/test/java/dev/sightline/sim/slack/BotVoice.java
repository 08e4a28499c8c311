package dev.sightline.sim.slack;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What the bot says: messages, edits and deletions, with the notifications they send and the
/// events they echo.
final class BotVoice {
  private final SlackFeed feed;
  private final SlackLedger ledger;

  BotVoice(SlackFeed feed, SlackLedger ledger) {
    this.feed = feed;
    this.ledger = ledger;
  }

  /// @param threadTs empty outside of threads
  SimMessage post(
      SimChannel channel,
      String threadTs,
      MessageVersion version,
      boolean linksNames,
      List<SimFile> files) {
    SimMessage message =
        channel.add(
            SlackWorld.BOT_USER_ID, true, threadTs.isEmpty() ? null : threadTs, version, files);
    ping(message, Mentions.of(version, linksNames), false);
    feed.posted(message, Delivery.usual());
    return message;
  }

  /// An update by blocks alone leaves no "(edited)".
  void update(SimMessage message, MessageVersion version, boolean linksNames) {
    MessageVersion before = message.latest();
    Set<Mentions.Mention> added = Mentions.of(version, linksNames);
    added.removeAll(Mentions.of(before, linksNames));
    message.change(version, !version.text().isEmpty());
    message.settle();
    ping(message, added, true);
    feed.changed(message, before);
  }

  /// A stream goes on, which leaves no "(edited)" and is told to nobody.
  void grow(SimMessage message, MessageVersion version) {
    Set<Mentions.Mention> added = Mentions.of(version, false);
    added.removeAll(Mentions.of(message.latest(), false));
    message.change(version, false);
    ping(message, added, true);
  }

  /// A stream ends.
  void end(SimMessage message, MessageVersion version) {
    MessageVersion before = message.latest();
    grow(message, version);
    message.settle();
    feed.changed(message, before);
  }

  void delete(SimMessage message) {
    message.delete();
    feed.deleted(message);
  }

  private void ping(SimMessage message, Set<Mentions.Mention> mentions, boolean edited) {
    for (Mentions.Mention mention : mentions) {
      ledger.note(
          new Ping(
              Instant.now(),
              message.channelId(),
              message.ts(),
              mention.kind(),
              mention.who(),
              edited));
    }
  }
}
