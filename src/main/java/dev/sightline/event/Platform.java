package dev.sightline.event;

/// Where people talk to Sightline.
public enum Platform {
  SLACK("Slack"),
  DISCORD("Discord"),
  WEB("the web page"),
  TERMINAL("the terminal");

  private final String title;

  Platform(String title) {
    this.title = title;
  }

  /// What people call it.
  public String title() {
    return title;
  }
}
