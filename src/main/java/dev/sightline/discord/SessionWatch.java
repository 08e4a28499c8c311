package dev.sightline.discord;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;

/// Watches one session: whether it opens, and whether Discord ends it for good.
final class SessionWatch extends ListenerAdapter {
  /// Not a close code: the session is ready.
  static final int READY = 0;

  private final CompletableFuture<Integer> opening = new CompletableFuture<>();
  private final Consumer<Integer> onLost;
  private final Runnable onNew;

  /// @param onLost told the close code when a session ends that was open
  /// @param onNew told when a session could not be resumed and a new one took its place
  SessionWatch(Consumer<Integer> onLost, Runnable onNew) {
    this.onLost = onLost;
    this.onNew = onNew;
  }

  /// [#READY], or the close code by which Discord refused the session.
  CompletableFuture<Integer> opening() {
    return opening;
  }

  @Override
  public void onReady(ReadyEvent event) {
    opening.complete(READY);
  }

  @Override
  public void onSessionRecreate(SessionRecreateEvent event) {
    onNew.run();
  }

  @Override
  public void onShutdown(ShutdownEvent event) {
    if (!opening.complete(event.getCode())) {
      onLost.accept(event.getCode());
    }
  }
}
