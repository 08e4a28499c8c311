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

  /// Where a file object says in which of them it was shared.
  String filesKey() {
    return type + "s";
  }

  String scope(String permission) {
    return scopePrefix + ":" + permission;
  }
}
