package dev.sightline.discord;

import dev.sightline.limit.CallWindow;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Interceptor;
import okhttp3.Response;

/// Holds every call of the bot back until its whole-bot limit has room.
///
/// The library minds the limits of each route, but learns of this one only by breaking it. Here
/// stand the calls that the pacer does not make: opening threads, typing, commands. Safe for all
/// threads.
final class GlobalGate implements Interceptor {
  private final CallWindow window = new CallWindow(DiscordLimits.ALL_CALLS, System::nanoTime);
  private final ReentrantLock first = new ReentrantLock(true);
  private final Pause pause;

  GlobalGate(Pause pause) {
    this.pause = pause;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    if (isExempt(chain.request().url().encodedPath())) {
      return chain.proceed(chain.request());
    }
    enter();
    try {
      return chain.proceed(chain.request());
    } finally {
      window.ended();
    }
  }

  /// Whether answers leave room for what nobody needs.
  boolean isQuiet() {
    return window.untilFree(DiscordLimits.FREE_FOR_TYPING).isZero();
  }

  private void enter() throws IOException {
    try {
      first.lockInterruptibly();
      try {
        Duration wait = window.tryStart();
        while (!wait.isZero()) {
          pause.sleep(wait);
          wait = window.tryStart();
        }
      } finally {
        first.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before the call");
    }
  }

  /// Calls with an interaction's token do not count (docs, Rate Limits, read 2026-08-06).
  private static boolean isExempt(String path) {
    return path.contains("/interactions/") || path.contains("/webhooks/");
  }
}
