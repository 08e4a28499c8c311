package dev.sightline.sim.chat;

import dev.sightline.sim.model.SimProvider;
import io.javalin.http.Context;

/// Checks the key of one call.
///
/// @param scheme the word before the key; empty when the server asks for none
record Credentials(String scheme, SimProvider provider) {

  /// The key that was sent; empty when none is needed and none came.
  String check(ChatProfile profile, Context context) throws ChatRefused {
    String header = context.header("Authorization");
    if (scheme.isEmpty()) {
      return header == null ? "" : header.replaceFirst("^\\S+ ", "");
    }
    if (header == null) {
      throw ChatErrors.noKey(profile);
    }
    String key = header.startsWith(scheme + " ") ? header.substring(scheme.length() + 1) : "";
    if (!provider.accepts(key)) {
      throw ChatErrors.badKey(profile);
    }
    if (provider.isEmpty(key)) {
      throw ChatErrors.noMoney(profile);
    }
    return key;
  }
}
