package dev.sightline.sim.slack;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import okio.ByteString;

/// Private files behind the bot token, the login page in front of them, and a foreign host.
///
/// The foreign host is this same server under the name `localhost`.
final class FileHost {
  static final String ELSEWHERE = "/elsewhere/";
  private static final int SLOW_PIECES = 20;
  private static final String LOGIN_PAGE =
      "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head>"
          + "<body><h1>Sign in to your workspace</h1></body></html>";

  private final SlackWorld world;
  private final SlackLedger ledger;
  private final Supplier<URI> base;

  FileHost(SlackWorld world, SlackLedger ledger, Supplier<URI> base) {
    this.world = world;
    this.ledger = ledger;
    this.base = base;
  }

  void login(Context context) {
    context.contentType("text/html; charset=utf-8").result(LOGIN_PAGE);
  }

  /// `/files-pri/TEAM-FILE/…`
  void download(Context context) throws IOException {
    String place = context.pathParam("place");
    String id = place.substring(place.indexOf('-') + 1);
    boolean mayRead =
        ("Bearer " + SlackWorld.BOT_TOKEN).equals(context.header("Authorization"))
            && world.scopes().contains("files:read");
    if (!mayRead) {
      redirect(context, id, base.get() + "/login?redir=" + context.path());
      return;
    }
    SimFile file = world.file(id);
    if (file == null || !world.seesFile(file) || !isThere(file)) {
      status(context, id, 404);
      return;
    }
    ByteString transcript = file.transcript();
    if (transcript != null && context.path().endsWith("/file.vtt")) {
      note(id, 200, transcript.size());
      context.contentType("text/vtt; charset=utf-8").result(transcript.toByteArray());
      return;
    }
    switch (file.answer()) {
      case FileAnswer.Whole() -> send(context, file, file.bytes().size(), Duration.ZERO);
      case FileAnswer.Slow(Duration over) -> send(context, file, file.bytes().size(), over);
      case FileAnswer.Truncated(int sent) -> send(context, file, sent, Duration.ZERO);
      case FileAnswer.Stalled(int sent, Duration silence) -> stall(context, file, sent, silence);
      case FileAnswer.LoginPage() -> {
        note(id, 200, 0);
        login(context);
      }
      case FileAnswer.Elsewhere() ->
          redirect(
              context,
              id,
              "http://localhost:" + base.get().getPort() + ELSEWHERE + id + "/" + file.name());
      case FileAnswer.Status(int status) -> status(context, id, status);
    }
  }

  /// The foreign host gives the bytes to anyone.
  void elsewhere(Context context) throws IOException {
    SimFile file = world.file(context.pathParam("id"));
    if (file == null) {
      context.status(404);
      return;
    }
    send(context, file, file.bytes().size(), Duration.ZERO);
  }

  private static boolean isThere(SimFile file) {
    return file.mode() instanceof SimFile.Mode.Hosted
        || file.mode() instanceof SimFile.Mode.ConnectStub;
  }

  private void redirect(Context context, String id, String target) {
    note(id, 302, 0);
    context.status(302).header("Location", target);
  }

  private void status(Context context, String id, int status) {
    note(id, status, 0);
    context
        .status(status)
        .contentType("text/html; charset=utf-8")
        .result("<!DOCTYPE html><html><body>" + status + "</body></html>");
  }

  private void stall(Context context, SimFile file, int sent, Duration silence) throws IOException {
    begin(context, file);
    OutputStream out = context.res().getOutputStream();
    out.write(file.bytes().toByteArray(), 0, sent);
    out.flush();
    note(file.id(), 200, sent);
    Wire.pause(silence);
    Wire.cut(context);
  }

  private void send(Context context, SimFile file, int bytes, Duration over) throws IOException {
    begin(context, file);
    OutputStream out = context.res().getOutputStream();
    byte[] all = file.bytes().toByteArray();
    int piece = over.isZero() ? Math.max(1, bytes) : Math.max(1, bytes / SLOW_PIECES);
    int sent = 0;
    try {
      while (sent < bytes) {
        int next = Math.min(piece, bytes - sent);
        out.write(all, sent, next);
        out.flush();
        sent += next;
        Wire.pause(over.dividedBy(SLOW_PIECES));
      }
    } finally {
      note(file.id(), 200, sent);
    }
    if (bytes < all.length) {
      Wire.cut(context);
    }
  }

  private static void begin(Context context, SimFile file) {
    context.contentType(file.mimetype());
    context.res().setContentLengthLong(file.bytes().size());
  }

  private void note(String id, int status, long sentBytes) {
    ledger.note(new SlackLedger.Download(Instant.now(), id, status, sentBytes));
  }
}
