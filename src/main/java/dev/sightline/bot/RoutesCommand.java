package dev.sightline.bot;

import dev.sightline.media.MediaRules;
import dev.sightline.route.ModelRoute;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/// Prints the routes that are switched on, most preferred first.
@Command(
    name = "routes",
    description = "Prints the routes, what they take and what they cost.",
    mixinStandardHelpOptions = true)
final class RoutesCommand implements Callable<Integer> {
  private final Main main;

  RoutesCommand(Main main) {
    this.main = main;
  }

  @Override
  public Integer call() throws Exception {
    try (Bot bot = Bot.open(main.config())) {
      System.out.printf(
          "%-14s %-14s %-34s %-28s %s%n",
          "ROUTE", "PROVIDER", "MODEL", "TAKES", "PRICE (USD per million tokens)");
      for (ModelRoute route : bot.routes().routes()) {
        System.out.printf(
            "%-14s %-14s %-34s %-28s %s%n",
            route.name(), route.provider(), route.model(), takes(route), price(bot, route));
      }
      return 0;
    }
  }

  private static String takes(ModelRoute route) {
    return route.takes().stream()
        .sorted()
        .map(capability -> capability.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  private static String price(Bot bot, ModelRoute route) {
    if (route.media().transport() == MediaRules.Transport.INLINE_ONLY
        && route.media().keepsOriginal()) {
      return "free";
    }
    if (bot.config().provider(route.provider()).free()) {
      return "free";
    }
    return bot.prices()
        .price(route.model())
        .map(price ->
            "%s prompt, %s completion (%s, %s)"
                .formatted(
                    price.promptUsdPerMillion().toPlainString(),
                    price.completionUsdPerMillion().toPlainString(),
                    price.source(),
                    price.readOn()))
        .orElse(bot.prices().isPriced(route) ? "as the provider bills" : "unknown");
  }
}
