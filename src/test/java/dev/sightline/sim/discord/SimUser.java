package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Somebody on the simulated Discord, person or bot.
public record SimUser(long id, String name, boolean isBot) {

  /// The text that mentions them.
  public String mention() {
    return "<@" + id + ">";
  }

  ObjectNode json() {
    return Json.object()
        .put("id", Long.toString(id))
        .put("username", name)
        .put("discriminator", isBot ? "0001" : "0")
        .put("global_name", isBot ? null : name)
        .putNull("avatar")
        .put("bot", isBot)
        .put("public_flags", 0)
        .putNull("avatar_decoration_data")
        .putNull("clan")
        .putNull("primary_guild");
  }
}
