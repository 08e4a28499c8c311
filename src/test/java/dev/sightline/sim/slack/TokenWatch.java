package dev.sightline.sim.slack;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.Optional;

/// Looks at every request for secrets that do not belong there.
final class TokenWatch {
  private static final int MOST_BYTES = 256 * 1024;

  private final SlackLedger ledger;

  TokenWatch(SlackLedger ledger) {
    this.ledger = ledger;
  }

  void look(Context context) {
    String host = Optional.ofNullable(context.host()).orElse("");
    boolean api = context.path().startsWith(WebApi.PATH);
    boolean own = host.startsWith("127.0.0.1:");
    boolean file = own && context.path().startsWith(FileJson.PRIVATE);
    String header = Optional.ofNullable(context.header("Authorization")).orElse("");
    if (!header.isEmpty() && !(api && own) && !file) {
      note(context, "Authorization header");
    }
    if (file && header.contains(SlackWorld.APP_TOKEN)) {
      note(context, "app token");
    }
    if (isSecret(String.valueOf(context.queryString())) || (!api && isSecret(body(context)))) {
      note(context, "token outside of the header");
    }
  }

  static boolean isSecret(String text) {
    return text.contains(SlackWorld.BOT_TOKEN) || text.contains(SlackWorld.APP_TOKEN);
  }

  /// Uploads are too large to be worth a look.
  private static String body(Context context) {
    return context.contentLength() > MOST_BYTES ? "" : context.body();
  }

  private void note(Context context, String what) {
    ledger.note(
        new SlackLedger.MisplacedToken(Instant.now(), context.host() + context.path(), what));
  }
}
