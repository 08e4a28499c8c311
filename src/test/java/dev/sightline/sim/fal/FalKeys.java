package dev.sightline.sim.fal;

import dev.sightline.sim.model.SimProvider;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/// Checks `Authorization: Key <id>:<secret>`, the only form fal takes from a program.
record FalKeys(SimProvider provider) {
  private static final Pattern FORM = Pattern.compile("Key ([^:\\s]+:[^:\\s]+)");

  /// The credential that was sent.
  String check(Context context) throws FalRefused {
    String header = context.header("Authorization");
    if (header == null) {
      throw FalRefused.plain(401, "Authorization header is required");
    }
    var form = FORM.matcher(header);
    if (!form.matches()) {
      throw FalRefused.plain(
          401, "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'.");
    }
    String key = form.group(1);
    if (!provider.accepts(key)) {
      throw FalRefused.plain(401, "No user found for Key ID and Secret");
    }
    if (provider.isEmpty(key)) {
      throw FalRefused.locked();
    }
    return key;
  }
}
