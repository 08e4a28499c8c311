package dev.sightline.bot;

import dev.sightline.config.BadConfig;
import dev.sightline.config.ConfigReader;
import dev.sightline.config.SightlineConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The command line.
@Command(
    name = "sightline",
    description = "Looks at pictures and watches videos for the people in a channel.",
    mixinStandardHelpOptions = true,
    version = "Sightline 0.1.0")
public final class Main {
  /// Bad input or configuration.
  static final int EXIT_BAD_INPUT = 2;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "A directory with sightline.yaml, laid over the built-in defaults.")
  private @Nullable Path directory;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs one command, and returns the exit code.
  static int run(String... args) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.addSubcommand(new ServeCommand(main));
    line.addSubcommand(new AskCommand(main));
    line.addSubcommand(new CheckCommand(main));
    line.addSubcommand(new UsageCommand(main));
    line.addSubcommand(new RoutesCommand(main));
    line.addSubcommand(new ManifestCommand(main));
    line.addSubcommand(new InviteCommand(main));
    line.addSubcommand(new DashboardLinkCommand(main));
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof BadConfig || failure instanceof CannotRun) {
        command.getErr().println(failure.getMessage());
        return EXIT_BAD_INPUT;
      }
      throw failure;
    });
    return line.execute(args);
  }

  /// The configuration that `--config` or `SIGHTLINE_CONFIG` names, else the built-in one.
  SightlineConfig config() throws BadConfig {
    String named = System.getenv("SIGHTLINE_CONFIG");
    Path chosen =
        directory != null ? directory : named == null || named.isBlank() ? null : Path.of(named);
    return new ConfigReader(System::getenv).read(chosen);
  }
}
