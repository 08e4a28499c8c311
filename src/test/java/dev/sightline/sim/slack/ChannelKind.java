package dev.sightline.sim.slack;

/// The kinds of conversation, with the words Slack uses for each.
public enum ChannelKind {
  PUBLIC("channel", "channels"),
  PRIVATE("group", "groups"),
  DIRECT("im", "im");

  private final String type;
  private final String scopePrefix;

  ChannelKind(String type, String scopePrefix) {
    this.type = type;
    this.scopePrefix = scopePrefix;
  }

  /// `channel_type` of events.
  String type() {
    return type;
  }

  String scope(String permission) {
    return scopePrefix + ":" + permission;
  }
}
