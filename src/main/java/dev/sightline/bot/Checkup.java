package dev.sightline.bot;

import dev.sightline.config.AlertsSection;
import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.ProviderSection;
import dev.sightline.discord.DiscordCheck;
import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import dev.sightline.ledger.Dollars;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.media.Ffmpeg;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.OfflineRoute;
import dev.sightline.slack.SlackCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Everything that `sightline check` looks at, in the order in which it is printed.
final class Checkup {
  private final Bot bot;
  private final SightlineConfig config;

  Checkup(Bot bot) {
    this.bot = bot;
    this.config = bot.config();
  }

  List<Finding> findings() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(works("config", "every key is known and every value fits."));
    findings.add(works("store", config.store().url() + " can be read and written."));
    findings.addAll(slack());
    findings.addAll(discord());
    for (ProviderSection provider : config.providers()) {
      findings.add(provider(provider));
    }
    for (ProviderSection provider : bot.providers().tellingCredit()) {
      findings.add(credit(provider));
    }
    findings.add(routes());
    findings.addAll(
        bot.models()
            .findings(
                bot.routes().routes().stream()
                    .filter(route -> !route.equals(OfflineRoute.ROUTE))
                    .toList()));
    findings.addAll(unpriced());
    findings.add(ffmpeg());
    return findings;
  }

  private List<Finding> slack() throws InterruptedException {
    List<String> told = told("slack");
    if (!config.slack().isOn()) {
      return off("slack", "is off; set slack.bot-token and slack.app-token to switch it on.", told);
    }
    List<Finding> findings = new ArrayList<>(SlackCheck.of(Surfaces.slack(config)));
    findings.addAll(SlackCheck.places(Surfaces.slack(config), told));
    return findings;
  }

  private List<Finding> discord() throws InterruptedException {
    List<String> told = told("discord");
    if (!config.discord().isOn()) {
      return off("discord", "is off; set discord.bot-token to switch it on.", told);
    }
    DiscordCheck check = new DiscordCheck(Surfaces.discord(config));
    List<Finding> findings = new ArrayList<>(check.findings());
    if (!told.isEmpty()) {
      findings.addAll(check.places(told));
    }
    return findings;
  }

  /// Where admins are told on a platform.
  private List<String> told(String platform) {
    return config.alerts().tell().stream()
        .filter(place -> place.platform().equals(platform))
        .map(AlertsSection.Place::id)
        .toList();
  }

  private static List<Finding> off(String platform, String sentence, List<String> told) {
    List<Finding> findings = new ArrayList<>(List.of(note(platform, sentence)));
    told.forEach(place ->
        findings.add(
            new Finding(
                Health.BROKEN,
                "alerts to %s %s".formatted(platform, place),
                "nobody is told there, as %s is off.".formatted(platform))));
    return findings;
  }

  private Finding provider(ProviderSection provider) {
    String subject = "provider " + provider.name();
    if (!provider.isOn()) {
      return note(subject, "is off; set its key or URL to switch it on.");
    }
    return bot.providers().probe(subject, provider);
  }

  private Finding credit(ProviderSection provider) {
    String subject = "credit at " + provider.name();
    try {
      return bot.providers()
          .credit(provider)
          .map(NanoUsd::ofUsd)
          .map(left ->
              left.toUsd().compareTo(config.alerts().creditUsd()) < 0
                  ? note(subject, Dollars.rounded(left) + " is left, which is little.")
                  : works(subject, Dollars.rounded(left) + " is left."))
          .orElseGet(() ->
              note(
                  subject,
                  "is not told: the key has no limit of its own, and only a management key may look at the account."));
    } catch (IOException e) {
      return note(subject, "is not known now: %s.".formatted(e.getMessage()));
    }
  }

  private Finding routes() {
    List<String> names = bot.routes().routes().stream().map(ModelRoute::name).toList();
    boolean isOffline = names.equals(List.of("offline"));
    return isOffline
        ? note("routes", "no provider is on; the offline route measures files and answers nothing.")
        : works("routes", String.join(", ", names) + " are on, tried in this order.");
  }

  /// Those that nobody will know the cost of.
  private List<Finding> unpriced() {
    boolean isLimited = !bot.budgets().limits().isEmpty();
    return bot.routes().routes().stream()
        .filter(route -> !bot.prices().isPriced(route))
        .map(route ->
            new Finding(
                isLimited ? Health.BROKEN : Health.NOTE,
                "route " + route.name(),
                "nobody tells what %s costs; give its price in prices, or say free or tells-cost of its provider. %s"
                    .formatted(
                        route.model(),
                        isLimited
                            ? "As there are budgets, it is not asked."
                            : "With budgets it would not be asked.")))
        .toList();
  }

  /// ffmpeg is wanted only for videos; without it they still pass to models that watch them.
  private Finding ffmpeg() throws InterruptedException {
    Ffmpeg.Status status = bot.ffmpeg().status();
    if (!status.isThere()) {
      return new Finding(
          Health.BROKEN,
          "ffmpeg",
          "none starts, so videos are neither measured nor converted. Sightline's own is not used: %s. Please install ffmpeg (Debian: apt-get install ffmpeg)."
              .formatted(status.problem()));
    }
    return works(
        "ffmpeg",
        status.isOurs()
            ? "%s, which came with Sightline.".formatted(status.version())
            : "%s of this system. Sightline's own is not used: %s."
                .formatted(status.version(), status.problem()));
  }

  static Finding works(String subject, String sentence) {
    return new Finding(Health.WORKS, subject, sentence);
  }

  static Finding note(String subject, String sentence) {
    return new Finding(Health.NOTE, subject, sentence);
  }
}
