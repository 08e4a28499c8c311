package dev.sightline.bot;

import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/// Runs the bot until it is stopped.
@Command(
    name = "serve",
    description = "Starts the web page, and Slack and Discord where tokens are set.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private final Main main;

  ServeCommand(Main main) {
    this.main = main;
  }

  @Override
  public Integer call() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Bot bot = Bot.open(main.config())) {
      URI page = Surfaces.start(bot);
      System.out.println("Sightline is ready: " + page);
      Thread hook = new Thread(() -> stop(bot, stopped), "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      stopped.await();
    }
    return 0;
  }

  private static void stop(Bot bot, CountDownLatch stopped) {
    bot.close();
    stopped.countDown();
  }
}
