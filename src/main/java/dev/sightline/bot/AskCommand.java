package dev.sightline.bot;

import dev.sightline.ask.AskState;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.terminal.TerminalWriter;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One ask through the whole line: the answer on standard output, everything else on standard
/// error.
@Command(
    name = "ask",
    description = "Asks once; the answer on stdout, the footer on stderr.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:answered",
      "2:bad input",
      "3:refused (budget, permission)",
      "4:no route answered"
    })
final class AskCommand implements Callable<Integer> {
  private final Main main;

  @Option(names = "--image", paramLabel = "FILE|URL", description = "A picture; may be repeated.")
  private List<String> images = new ArrayList<>();

  @Option(names = "--video", paramLabel = "FILE|URL", description = "A video; may be repeated.")
  private List<String> videos = new ArrayList<>();

  @Option(names = "--model", paramLabel = "NAME", description = "A route's or a model's name.")
  private String model = "";

  @Option(names = "--temperature", paramLabel = "0..2", description = "How freely it words.")
  private String temperature = "";

  @Option(names = "--max-tokens", paramLabel = "N", description = "Most tokens of the answer.")
  private String maxTokens = "";

  @Option(
      names = "--detail",
      paramLabel = "auto|low|high",
      description = "How closely it looks at pictures.")
  private String detail = "";

  @Option(names = "--system", paramLabel = "TEXT", description = "Instructions for the model.")
  private String system = "";

  @Option(names = "--yes", description = "Answer without asking back, whatever it costs.")
  private boolean isConfirmed;

  @Option(
      names = "--reasoning",
      negatable = true,
      description = "Whether it thinks before it speaks.")
  private @Nullable Boolean reasoning;

  @Parameters(paramLabel = "QUESTION", arity = "0..1", description = "What to ask.")
  private String question = "";

  AskCommand(Main main) {
    this.main = main;
  }

  @Override
  public Integer call() throws Exception {
    List<IncomingFile> files = new ArrayList<>();
    StringBuilder asked = new StringBuilder(settings()).append(question);
    for (String source : images) {
      files.add(file(source, "image/"));
    }
    for (String source : videos) {
      if (isUrl(source)) {
        asked.append(asked.isEmpty() ? "" : "\n").append(source);
      } else {
        files.add(file(source, "video/"));
      }
    }
    try (Bot bot = Bot.open(main.config())) {
      return exitCode(ask(bot, new Said(asked.toString(), files)));
    }
  }

  /// What was set, as a person would set it in a chat.
  private String settings() {
    StringBuilder set = new StringBuilder();
    Map<String, String> given = new LinkedHashMap<>();
    given.put("--model", model);
    given.put("--temperature", temperature);
    given.put("--max-tokens", maxTokens);
    given.put("--detail", detail);
    given.put("--system", system.replace('"', '\''));
    given.forEach((name, value) -> {
      if (!value.isBlank()) {
        set.append("%s \"%s\" ".formatted(name, value));
      }
    });
    if (reasoning != null) {
      set.append(reasoning ? "--reasoning " : "--no-reasoning ");
    }
    return set.append(isConfirmed ? "--yes " : "").toString();
  }

  private static AskState ask(Bot bot, Said said) {
    String id = UUID.randomUUID().toString();
    String user = System.getProperty("user.name", "user");
    PersonRef person = new PersonRef(Platform.TERMINAL, "local", user, user);
    ChatEvent event =
        new ChatEvent.DirectMessage(
            new EventKey(Platform.TERMINAL, id),
            person,
            new ThreadRef(Platform.TERMINAL, "local", "terminal", id),
            said,
            null);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    TerminalWriter writer = new TerminalWriter(out, System.err);
    CompletableFuture<AskState> end = bot.lanes().take(event, writer).orElseThrow();
    Thread stop = new Thread(() -> stop(bot, event, writer), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    AskState state = end.join();
    if (!Runtime.getRuntime().removeShutdownHook(stop)) {
      throw new IllegalStateException("the hook was not there");
    }
    return state;
  }

  /// Ctrl-C: the answer ends, what there is of it stays, and its cost is settled.
  private static void stop(Bot bot, ChatEvent event, TerminalWriter writer) {
    bot.lanes()
        .control(
            new ChatEvent.Stop(
                event.key(), event.person(), event.thread(), event.key().id(), false),
            writer);
    bot.lanes().close();
  }

  private static IncomingFile file(String source, String type) throws CannotRun {
    if (isUrl(source)) {
      return new IncomingFile(source, type, -1, new IncomingFile.PublicUrl(URI.create(source)));
    }
    Path path = Path.of(source);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new CannotRun("There is no readable file " + source + ".");
    }
    return new IncomingFile(
        path.getFileName().toString(), type, -1, new IncomingFile.OnDisk(path.toAbsolutePath()));
  }

  private static boolean isUrl(String source) {
    return source.startsWith("http://") || source.startsWith("https://");
  }

  private static int exitCode(AskState state) {
    return switch (state) {
      case ANSWERED -> 0;
      case BAD_INPUT -> Main.EXIT_BAD_INPUT;
      case REFUSED -> 3;
      case FAILED -> 4;
      case STOPPED, INTERRUPTED -> 130;
      case RUNNING -> throw new IllegalStateException("an ask that ended is still running");
    };
  }
}
