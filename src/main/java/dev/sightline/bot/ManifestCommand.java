package dev.sightline.bot;

import dev.sightline.config.BadConfig;
import dev.sightline.slack.SlackManifest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints what a platform wants to know of an app.
@Command(
    name = "manifest",
    description = "Prints the app manifest to paste at api.slack.com/apps.",
    mixinStandardHelpOptions = true)
final class ManifestCommand implements Callable<Integer> {
  private final Main main;

  @Parameters(paramLabel = "slack", description = "The platform; only slack has manifests.")
  private Target target = Target.slack;

  /// Platforms with a manifest.
  enum Target {
    slack
  }

  ManifestCommand(Main main) {
    this.main = main;
  }

  @Override
  public Integer call() throws BadConfig {
    System.out.println(
        switch (target) {
          case slack ->
              SlackManifest.json(!HouseRules.slackGroups(main.config(), List.of()).isEmpty());
        });
    return 0;
  }
}
