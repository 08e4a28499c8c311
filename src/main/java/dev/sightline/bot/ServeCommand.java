package dev.sightline.bot;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/// Runs the bot until it is stopped.
@Command(
    name = "serve",
    description = "Starts the web page, and Slack and Discord where tokens are set.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  /// Beyond the grace for running answers: for those that are interrupted to say so, and for the
  /// platforms to take it; together with the default grace within 30 s. Our own choice.
  private static final Duration LEAVE_TIME = Duration.ofMillis(9_500);

  /// As the shell says it of a process that SIGTERM ended.
  private static final int EXIT_HALTED = 143;

  private final Main main;

  ServeCommand(Main main) {
    this.main = main;
  }

  @Override
  public Integer call() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Bot bot = Bot.open(main.config())) {
      // From the beginning: the first surface answers while the last one still connects.
      Thread hook = new Thread(() -> stop(bot, stopped), "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      URI page = Surfaces.start(bot);
      System.out.println("Sightline is ready: " + page);
      stopped.await();
    }
    return 0;
  }

  /// What hangs cannot hold the process up: whatever is not done then is done after the next start.
  private static void stop(Bot bot, CountDownLatch stopped) {
    Duration most = bot.config().limits().grace().plus(LEAVE_TIME);
    Thread.ofPlatform().daemon().name("leave").start(() -> leave(most));
    bot.close();
    stopped.countDown();
  }

  private static void leave(Duration most) {
    try {
      Thread.sleep(most);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_HALTED);
  }
}
