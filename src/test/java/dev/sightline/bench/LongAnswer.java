package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SlackSim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lets a model speak for twelve minutes on three ways at once, Slack's own streaming, posts and
/// updates, and Discord, and prints whether all of it arrived. Takes thirteen minutes of real time,
/// so [Bench] does not run it.
final class LongAnswer {
  private static final Duration USUAL = Duration.ofMinutes(12);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// The file with the whole answer follows its last message.
  private static final Duration FILE_PATIENCE = Duration.ofSeconds(10);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final String FOOTER_MARK = " tokens";

  private static final String STORY =
      IntStream.range(0, 1_080)
          .mapToObj(i ->
              "Sentence %d tells what else is on the picture & where.".formatted(i)
                  + (i % 7 == 6 ? "\n\n" : " "))
          .collect(Collectors.joining())
          .strip();

  private LongAnswer() {}

  /// @param shown what messages show of the answer
  /// @param files the texts of all files that followed on this platform
  private record Way(
      String name,
      String question,
      Supplier<String> shown,
      Supplier<Long> parts,
      Supplier<List<String>> files) {}

  /// @param isWhole whether every character arrived, in messages or in the file that follows them
  /// @param lateMs from the model's last word until the final text stood
  private record Figures(String way, boolean isWhole, long parts, long lateMs) {}

  /// Runs it.
  ///
  /// @param args seconds that the model speaks; none for twelve minutes
  public static void main(String[] args) throws Exception {
    Duration speech = args.length == 0 ? USUAL : Duration.ofSeconds(Long.parseLong(args[0]));
    Path folder = Path.of("target", "bench");
    Report report = new Report(folder);
    Path work = Files.createTempDirectory(folder.toAbsolutePath(), "long-");
    try (SlackSim slack = new SlackSim();
        DiscordSim discord = DiscordSim.start();
        ChatSim model = new ChatSim(ChatProfile.OPENROUTER);
        BotProcess _ = BotProcess.start(work, config(slack, discord, model));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      model.answerWith(
          ask -> ModelAnswer.of(STORY).pacedBy(speech.dividedBy(STORY.length() / 16 + 1)));
      List<Callable<Figures>> watches =
          ways(slack, discord).stream()
              .<Callable<Figures>>map(way -> () -> watch(way, model, speech))
              .toList();
      for (Future<Figures> done : threads.invokeAll(watches)) {
        Figures figures = done.get();
        report.keep("long-answer-" + figures.way().replaceAll("\\W+", "-"), figures);
        report.row(
            "Answer of %,d characters in %d s".formatted(STORY.length(), speech.toSeconds()),
            figures.way(),
            figures.isWhole() ? "whole" : "NOT WHOLE",
            String.format(
                Locale.ROOT,
                "%d messages; final text %,d ms after the last word",
                figures.parts(),
                figures.lateMs()));
      }
      report.row(
          "429s",
          "all three at once",
          Integer.toString(
              slack.ledger().brokenLimits().size() + discord.ledger().brokenLimits().size()),
          "unfinished messages on Slack: %d"
              .formatted(
                  slack.ledger().messages().stream()
                      .filter(dev.sightline.sim.slack.SimMessage::isUnfinished)
                      .count()));
    }
    System.out.println(report.table());
  }

  private static ObjectNode config(SlackSim slack, DiscordSim discord, ChatSim model) {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config
        .putObject("slack")
        .put("bot-token", slack.botToken())
        .put("app-token", slack.appToken())
        .put("api-url", slack.apiUrl());
    config
        .putObject("discord")
        .put("bot-token", discord.token())
        .put("api-url", discord.restUrl().toString())
        .put("gateway-url", discord.gatewayUrl().toString());
    config
        .putObject("providers")
        .putObject("openrouter")
        .put("base-url", model.baseUrl())
        .put("key", ChatSim.KEY);
    config.putObject("limits").put("answer-seconds", 3_600);
    return config;
  }

  private static List<Way> ways(SlackSim slack, DiscordSim discord) {
    var streamed = slack.person("UDIRECT").tell("direct: what is there?");
    var posted = slack.channel("C1").post("U1", slack.mention() + " channel: what is there?");
    SimGuild guild = discord.guild("guild");
    var asked =
        guild
            .channel("general")
            .post(guild.member("person"), discord.mention() + " discord: what is there?");
    return List.of(
        new Way(
            "Slack, native streaming",
            "direct:",
            () -> slack.ledger().answerIn(streamed.channelId(), streamed.ts()),
            () -> (long) slack.ledger().answersIn(streamed.channelId(), streamed.ts()).size(),
            () -> files(slack, streamed)),
        new Way(
            "Slack, post and update",
            "channel:",
            () -> slack.ledger().answerIn("C1", posted.ts()),
            () -> (long) slack.ledger().answersIn("C1", posted.ts()).size(),
            () -> files(slack, posted)),
        new Way(
            "Discord",
            "discord:",
            () ->
                discord.ledger().answersIn(asked.id()).stream()
                    .map(dev.sightline.sim.discord.SimMessage::content)
                    .collect(Collectors.joining("\n")),
            () -> (long) discord.ledger().answersIn(asked.id()).size(),
            () ->
                discord.ledger().uploads().stream()
                    .map(file -> file.attachment().file().bytes().utf8())
                    .toList()));
  }

  private static List<String> files(SlackSim slack, dev.sightline.sim.slack.SimMessage question) {
    return slack.ledger().answersIn(question.channelId(), question.ts()).stream()
        .flatMap(message -> message.files().stream())
        .map(file -> file.bytes().utf8())
        .toList();
  }

  private static Figures watch(Way way, ChatSim model, Duration speech)
      throws IOException, InterruptedException {
    Instant latest = Instant.now().plus(speech).plus(PATIENCE);
    while (!way.shown().get().contains(FOOTER_MARK) && Instant.now().isBefore(latest)) {
      Thread.sleep(LOOK_EVERY);
    }
    Instant seen = Instant.now();
    while (!isWhole(way) && Instant.now().isBefore(seen.plus(FILE_PATIENCE))) {
      Thread.sleep(LOOK_EVERY);
    }
    Instant spoken =
        model.bills().bills().stream()
            .filter(bill -> bill.ask().text().contains(way.question()))
            .map(Bill::lastByteAt)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(() -> new IOException("never asked: " + way.name()));
    return new Figures(
        way.name(), isWhole(way), way.parts().get(), Duration.between(spoken, seen).toMillis());
  }

  private static boolean isWhole(Way way) {
    return way.files().get().contains(STORY)
        || way.shown().get().replaceAll("\\s+", "").startsWith(STORY.replaceAll("\\s+", ""));
  }
}
