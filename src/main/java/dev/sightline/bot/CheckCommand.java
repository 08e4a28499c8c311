package dev.sightline.bot;

import dev.sightline.config.SightlineConfig;
import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Looks at everything that is set up, and says what works and what does not.
@Command(
    name = "check",
    description =
        "Says what works, what does not, and what to do. Exit code 1 if something set up does not work.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  private final Main main;

  CheckCommand(Main main) {
    this.main = main;
  }

  @Override
  public Integer call() throws Exception {
    SightlineConfig config = main.config();
    try (Bot bot = Bot.open(config)) {
      List<Finding> findings = new Checkup(bot).findings();
      findings.forEach(CheckCommand::print);
      return findings.stream().anyMatch(finding -> finding.health() == Health.BROKEN) ? 1 : 0;
    }
  }

  private static void print(Finding finding) {
    String mark =
        switch (finding.health()) {
          case WORKS -> "ok    ";
          case NOTE -> "note  ";
          case BROKEN -> "BROKEN";
        };
    System.out.printf("%s %s: %s%n", mark, finding.subject(), finding.sentence());
  }
}
