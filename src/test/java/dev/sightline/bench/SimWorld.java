package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.bench.Load.Until;
import dev.sightline.event.Platform;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.Step;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.sim.slack.SocketEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Slack, a Discord and an OpenRouter with their real limits, and people who ask there: each
/// question in a channel of its own. Used by one thread.
final class SimWorld implements AutoCloseable {
  private static final int CHANNELS = 1_100;

  /// A guild has at most 500 (https://support.discord.com/hc/en-us/articles/33694251638295, read
  /// 2026-11).
  private static final int CHANNELS_PER_GUILD = 400;

  private static final int PEOPLE = 20;
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Pattern QUESTION = Pattern.compile("question-[a-z]+-\\d+");
  private static final String FIRST_WORD = "Light";
  private static final String LAST_WORD = "end.";
  private static final String FOOTER_MARK = " tokens";
  private static final long PROMPT_TOKENS = 40;

  private static final List<String> WORDS =
      List.of(" over", " the", " old", " stone", " wall", " and", " one", " boat", " at", " rest,");

  private final SlackSim slack = new SlackSim();
  private final DiscordSim discord = DiscordSim.start();
  private final ChatSim model = new ChatSim(ChatProfile.OPENROUTER);
  private final List<SimChannel> discordChannels = new ArrayList<>();
  private int usedChannels;

  /// What a message said from a moment on.
  private record Version(Instant at, String text) {}

  private record PlatformCall(Instant at, String name, int status) {}

  /// A question; `answer` is every version of the first message that answers it.
  private record Question(String id, Instant at, Supplier<List<Version>> answer) {
    boolean isReached(Until until) {
      List<Version> versions = answer.get();
      return switch (until) {
        case FIRST_TEXT -> versions.stream().anyMatch(SimWorld::isText);
        case FINAL_TEXT -> versions.stream().anyMatch(SimWorld::isFinal);
      };
    }
  }

  /// Starts all of it; the channels are there from the beginning.
  SimWorld() {
    for (int i = 0; i < CHANNELS; i++) {
      SimGuild guild = discord.guild("guild-" + i / CHANNELS_PER_GUILD);
      discordChannels.add(guild.channel("channel-" + i));
    }
  }

  /// What the bot's configuration has to say to come here.
  ObjectNode config() {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config
        .putObject("slack")
        .put("bot-token", slack.botToken())
        .put("app-token", slack.appToken())
        .put("api-url", slack.apiUrl())
        .putArray("file-hosts")
        .add(slack.authority());
    config
        .putObject("discord")
        .put("bot-token", discord.token())
        .put("api-url", discord.restUrl().toString())
        .put("gateway-url", discord.gatewayUrl().toString())
        .putArray("cdn-hosts")
        .add(discord.authority());
    config
        .putObject("providers")
        .putObject("openrouter")
        .put("base-url", model.baseUrl())
        .put("key", ChatSim.KEY);
    return config;
  }

  /// Lets answers run, stops them, and tells what happened.
  SeenStops run(Stops stops) throws InterruptedException {
    return new StopRun(discord, discordChannels, model).run(stops);
  }

  /// Asks, waits, and tells what happened.
  Seen run(Load load) throws InterruptedException {
    Instant start = Instant.now();
    Instant latest = start.plusMillis(load.limitMs());
    ModelAnswer answer = answer(load);
    model.answerWith(ask -> answer);
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < load.asks() && Instant.now().isBefore(latest); i++) {
      Question question = ask(load.platform(), "question-" + load.name() + "-" + i);
      questions.add(question);
      if (load.isOneByOne()) {
        await(List.of(question), load.until(), latest);
      } else {
        Thread.sleep(load.apartMs());
      }
    }
    await(questions, load.until(), latest);
    Map<String, Bill> bills = bills();
    List<Seen.SeenAsk> seen =
        questions.stream().map(question -> seen(question, bills.get(question.id()))).toList();
    return new Seen(
        seen,
        questions.stream()
            .map(question -> bills.get(question.id()))
            .filter(Objects::nonNull)
            .mapToLong(bill -> bill.charge().completionTokens())
            .sum(),
        calls(load.platform(), start)
            .collect(Collectors.groupingBy(PlatformCall::name, Collectors.counting())),
        (int) calls(load.platform(), start).filter(call -> call.status() == 429).count(),
        events(start).flatMap(SimWorld::ackMs).toList(),
        (int) events(start).count());
  }

  private Stream<SocketEnvelope> events(Instant since) {
    return slack.ledger().envelopes().stream()
        .filter(event -> event.sentAt() != null && !event.sentAt().isBefore(since));
  }

  private static Stream<Double> ackMs(SocketEnvelope event) {
    return event.sentAt() == null || event.ackedAt() == null
        ? Stream.empty()
        : Stream.of(Duration.between(event.sentAt(), event.ackedAt()).toNanos() / 1e6);
  }

  /// One token in each event, the first as soon as the stream begins.
  private static ModelAnswer answer(Load load) {
    String[] pieces =
        IntStream.range(0, load.tokens())
            .mapToObj(i ->
                i == 0
                    ? FIRST_WORD
                    : i == load.tokens() - 1 ? " " + LAST_WORD : WORDS.get(i % WORDS.size()))
            .toArray(String[]::new);
    ModelAnswer paced =
        ModelAnswer.ofPieces(pieces)
            .pacedBy(Duration.ofSeconds(1).dividedBy(load.tokensPerSecond()));
    List<Step> withoutFirstRest = paced.steps().subList(1, paced.steps().size());
    return new ModelAnswer(
        withoutFirstRest,
        PROMPT_TOKENS,
        (long) load.tokens(),
        null,
        "stop",
        List.of(new Fault.LateFirstByte(Duration.ofMillis(load.firstTokenMs()))));
  }

  private Question ask(Platform platform, String id) {
    int channel = usedChannels++;
    String words = id + ": what stands on the shore?";
    return switch (platform) {
      case SLACK -> askOnSlack(id, channel, words);
      case DISCORD -> askOnDiscord(id, channel, words);
      default -> throw new IllegalArgumentException("platform: " + platform);
    };
  }

  private Question askOnSlack(String id, int channel, String words) {
    var place = slack.channel("C" + channel);
    var message = place.post("U" + channel % PEOPLE, slack.mention() + " " + words);
    return new Question(
        id,
        Instant.now(),
        () ->
            slack.ledger().answersIn(place.id(), message.ts()).stream()
                .limit(1)
                .flatMap(first -> first.versions().stream())
                .map(version -> new Version(version.at(), version.readerText()))
                .toList());
  }

  private Question askOnDiscord(String id, int channel, String words) {
    SimChannel place = discordChannels.get(channel);
    SimGuild guild = Objects.requireNonNull(place.guild(), "guild");
    var asker = guild.member("person-" + channel % PEOPLE);
    var message = place.post(asker, discord.mention() + " " + words);
    return new Question(
        id,
        Instant.now(),
        () -> {
          SimChannel thread = message.thread();
          return Stream.ofNullable(thread == null ? place : thread)
              .flatMap(where -> where.messages().stream())
              .filter(answer -> answer.author().equals(discord.bot()) && !answer.isSystemNote())
              .limit(1)
              .flatMap(first -> first.revisions().stream())
              .map(revision -> new Version(revision.at(), revision.content()))
              .toList();
        });
  }

  /// Waits until all have come so far and no provider is speaking, but not after `latest`.
  private void await(List<Question> questions, Until until, Instant latest)
      throws InterruptedException {
    List<Question> open = new ArrayList<>(questions);
    while (Instant.now().isBefore(latest)) {
      open.removeIf(question -> question.isReached(until));
      if (open.isEmpty() && model.bills().openCalls() == 0) {
        return;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private Map<String, Bill> bills() {
    Map<String, Bill> bills = new HashMap<>();
    for (Bill bill : model.bills().bills()) {
      Matcher id = QUESTION.matcher(bill.ask().text());
      if (id.find()) {
        bills.putIfAbsent(id.group(), bill);
      }
    }
    return bills;
  }

  private static Seen.SeenAsk seen(Question question, @Nullable Bill bill) {
    List<Version> versions = question.answer().get();
    return new Seen.SeenAsk(
        micros(question.at()),
        bill == null ? null : microsOrNull(bill.firstByteAt()),
        bill == null ? null : microsOrNull(bill.lastByteAt()),
        microsOrNull(first(versions.stream().filter(SimWorld::isText))),
        microsOrNull(first(versions.stream().filter(SimWorld::isFinal))),
        Math.max(0, versions.size() - 1));
  }

  private static @Nullable Instant first(Stream<Version> versions) {
    return versions.findFirst().map(Version::at).orElse(null);
  }

  private static boolean isText(Version version) {
    return version.text().startsWith(FIRST_WORD);
  }

  private static boolean isFinal(Version version) {
    return isText(version)
        && version.text().contains(LAST_WORD)
        && version.text().contains(FOOTER_MARK);
  }

  private static @Nullable Long microsOrNull(@Nullable Instant at) {
    return at == null ? null : micros(at);
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  private Stream<PlatformCall> calls(Platform platform, Instant since) {
    Stream<PlatformCall> calls =
        platform == Platform.SLACK
            ? slack.ledger().calls().stream()
                .map(call -> new PlatformCall(call.at(), call.method(), call.status()))
            : discord.ledger().calls().stream()
                .map(call -> new PlatformCall(call.at(), call.route().name(), call.status()));
    return calls.filter(call -> !call.at().isBefore(since));
  }

  @Override
  public void close() {
    slack.close();
    discord.close();
    model.close();
  }
}
