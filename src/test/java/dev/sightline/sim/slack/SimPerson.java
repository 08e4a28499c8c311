package dev.sightline.sim.slack;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListSet;

/// A person of the workspace, and what they do beside talking in channels. Safe for all threads.
public final class SimPerson {
  private final SlackWorld world;
  private final SlackFeed feed;
  private final Channels channels;
  private final Interactions interactions;
  private final AgentSessions sessions;
  private final String id;

  SimPerson(
      SlackWorld world,
      SlackFeed feed,
      Channels channels,
      Interactions interactions,
      AgentSessions sessions,
      String id) {
    this.world = world;
    this.feed = feed;
    this.channels = channels;
    this.interactions = interactions;
    this.sessions = sessions;
    this.id = id;
  }

  public String id() {
    return id;
  }

  /// Their direct messages with the app.
  public SimChannel directMessages() {
    return channels.direct(id);
  }

  /// Writes to the app alone.
  public SimMessage tell(String text, SimFile... files) {
    return directMessages().post(id, text, files);
  }

  /// Types a slash command; `typed` is what stands behind it, as typed.
  public Interaction command(SimChannel channel, String command, String typed) {
    return interactions.command(id, channel, command, typed);
  }

  /// Presses the button, the thumb or the entry of a menu that says this; it must be there.
  public Interaction press(SimMessage message, String label) {
    return interactions.press(
        id, message.channel(), message, message.ts(), message.threadTs(), message.blocks(), label);
  }

  /// Puts an emoji on a message, by its name without colons.
  public void react(SimMessage message, String emoji) {
    feed.reacted(message, id, emoji);
  }

  /// Makes them a guest of some channels.
  public SimPerson asGuest() {
    world.guests().add(id);
    return this;
  }

  /// Makes them an administrator of the workspace.
  public SimPerson promoted() {
    world.admins().add(id);
    return this;
  }

  /// Joins a user group, made on first use.
  public SimPerson joins(String groupId) {
    world.groups().computeIfAbsent(groupId, _ -> new ConcurrentSkipListSet<>()).add(id);
    return this;
  }

  /// Presses the button of a message with this `action_id`; it must be there.
  public Interaction click(SimMessage message, String actionId) {
    return interactions.click(
        id,
        message.channel(),
        message,
        message.ts(),
        message.threadTs(),
        message.blocks(),
        actionId);
  }

  /// Presses a button of a message that only they see.
  public Interaction click(SlackLedger.Ephemeral message, String actionId) {
    SimChannel channel = Objects.requireNonNull(world.channel(message.channelId()), "channel");
    return interactions.click(
        id, channel, null, message.ts(), message.threadTs(), message.blocks(), actionId);
  }

  /// Chooses a message shortcut.
  public Interaction shortcut(SimMessage message, String callbackId) {
    return interactions.shortcut(id, message, callbackId);
  }

  /// Presses Slack's own Stop in a thread, which must be there: Slack ends its streams and tells
  /// the app; the status of the session stays.
  public void stopsAnswer(SimChannel channel, String threadTs) {
    if (!sessions.canBeStopped(channel, threadTs)) {
      throw new AssertionError("Slack shows no Stop button in " + channel.id() + "/" + threadTs);
    }
    List<SimMessage> stopped =
        channel.replies(threadTs).stream()
            .filter(SimMessage::isStreaming)
            .filter(message -> message.streamed().stopByUser())
            .toList();
    feed.sessionStopped(id, channel, threadTs, stopped);
  }

  /// Presses or chooses what says this in the Home tab, as it was published for them last.
  public Interaction pressInHome(String label) {
    return pressInHomeOf(id, label);
  }

  /// As [#pressInHome], with what another person was shown: not in Slack's own clients.
  public Interaction pressInHomeOf(String shownTo, String label) {
    return interactions.pressInHome(id, shownTo, label);
  }

  /// Opens the Home tab of the app.
  public void opensHome() {
    feed.homeOpened(id, directMessages().id(), "home");
  }
}
