package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.slack.SlackSettings;
import dev.sightline.sim.slack.SlackSim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Slack, a Discord and an OpenRouter with their real limits, in which people ask at random: in
/// channels, in threads that are there, and in direct messages. Used by one thread.
///
/// Half of the answers are there at once, the others grow for some seconds.
final class ChaosWorld implements AutoCloseable {
  private static final int SLACK_CHANNELS = 12;
  private static final int PEOPLE = 6;

  /// Slack delivers again at once, after one and after five minutes; a run of minutes cannot wait
  /// for that.
  private static final List<Duration> REDELIVERY =
      List.of(Duration.ZERO, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(20));

  private static final Duration FAST = Duration.ofMillis(1);
  private static final Duration SLOW = Duration.ofMillis(120);
  private static final Pattern ID = Pattern.compile("ask-(\\d+)-");

  private final SlackSim slack = new SlackSim(SlackSettings.standard().withRetryAfter(REDELIVERY));
  private final DiscordSim discord = DiscordSim.start();
  private final ChatSim model = new ChatSim(ChatProfile.OPENROUTER);
  private final SimGuild guild = discord.guild("Chaos");
  private final List<SimChannel> discordChannels;
  private final List<SimChannel> discordThreads = new ArrayList<>();
  private final List<Root> slackRoots = new ArrayList<>();
  private final Random random;
  private final List<Place> places = new ArrayList<>();
  private int asks;

  /// What opened a thread on Slack.
  private record Root(String channel, String ts) {}

  /// Where answers are looked for, and how many there must be.
  static final class Place {
    final String name;
    final List<Integer> asked = new ArrayList<>();
    private final Supplier<List<String>> answers;

    Place(String name, Supplier<List<String>> answers) {
      this.name = name;
      this.answers = answers;
    }

    /// What each message of the bot says there.
    List<String> answers() {
      return answers.get();
    }
  }

  /// @param channels of Discord, where a channel takes ten threads a minute
  ChaosWorld(long seed, int channels) {
    random = new Random(seed);
    discordChannels =
        IntStream.range(0, channels).mapToObj(i -> guild.channel("chaos-" + i)).toList();
    model.answerWith(ChaosWorld::answer);
  }

  private static ModelAnswer answer(ModelAsk ask) {
    int id =
        ID.matcher(ask.text())
            .results()
            .reduce((first, last) -> last)
            .map(found -> number(found))
            .orElseThrow(() -> new AssertionError("no id in: " + ask.text()));
    List<String> pieces = new ArrayList<>();
    pieces.add(beginning(id));
    for (int word = 0; word < 5 + id % 20; word++) {
      pieces.add("word " + word + " ");
    }
    pieces.add(end(id));
    return ModelAnswer.ofPieces(pieces.toArray(String[]::new)).pacedBy(id % 2 == 0 ? FAST : SLOW);
  }

  private static int number(MatchResult found) {
    return Integer.parseInt(found.group(1));
  }

  /// How an answer begins.
  static String beginning(int id) {
    return "Beginning of answer " + id + ". ";
  }

  /// How a whole answer ends.
  static String end(int id) {
    return "End of answer " + id + ".";
  }

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

  /// Whether both platforms have a connection to the bot.
  boolean isConnected() {
    return slack.sockets().connections() > 0 && discord.gateway().connected() > 0;
  }

  /// Asks once in each place of Discord: what is said in others while nobody listens it does not
  /// tell.
  void askEverywhereOnDiscord() {
    discordChannels.forEach(this::mentionOnDiscord);
    for (int i = 0; i < PEOPLE; i++) {
      directOnDiscord(guild.member("person-" + i));
    }
  }

  /// Asks somewhere.
  void ask() {
    int die = random.nextInt(100);
    if (die < 18) {
      mentionOnSlack("C" + random.nextInt(SLACK_CHANNELS));
    } else if (die < 26 && !slackRoots.isEmpty()) {
      replyOnSlack(slackRoots.get(random.nextInt(slackRoots.size())));
    } else if (die < 32) {
      directOnSlack("U" + random.nextInt(PEOPLE));
    } else if (die < 75) {
      mentionOnDiscord(discordChannels.get(random.nextInt(discordChannels.size())));
    } else if (die < 88) {
      askInThreadOnDiscord();
    } else {
      directOnDiscord(guild.member("person-" + random.nextInt(PEOPLE)));
    }
  }

  int asks() {
    return asks;
  }

  List<Place> places() {
    return places;
  }

  List<Bill> bills() {
    return model.bills().bills();
  }

  long openCalls() {
    return model.bills().openCalls();
  }

  private String question(int id) {
    return "ask-" + id + "- which colour?";
  }

  private Place asked(int id, String name, Supplier<List<String>> answers) {
    Place place =
        places.stream()
            .filter(known -> known.name.equals(name))
            .findFirst()
            .orElseGet(() -> new Place(name, answers));
    if (place.asked.isEmpty()) {
      places.add(place);
    }
    place.asked.add(id);
    return place;
  }

  private void mentionOnSlack(String channel) {
    int id = asks++;
    var message =
        slack.channel(channel).post("U" + id % PEOPLE, slack.mention() + " " + question(id));
    slackRoots.add(new Root(channel, message.ts()));
    inSlackThread(id, channel, message.ts());
  }

  private void replyOnSlack(Root root) {
    int id = asks++;
    slack.channel(root.channel()).reply("U1", root.ts(), slack.mention() + " " + question(id));
    inSlackThread(id, root.channel(), root.ts());
  }

  private void directOnSlack(String user) {
    int id = asks++;
    var channel = slack.direct(user);
    var message = channel.post(user, question(id));
    inSlackThread(id, channel.id(), message.ts());
  }

  private void inSlackThread(int id, String channel, String ts) {
    asked(
        id,
        "slack " + channel + "/" + ts,
        () ->
            slack.ledger().answersIn(channel, ts).stream()
                .map(dev.sightline.sim.slack.SimMessage::readerText)
                .toList());
  }

  private void mentionOnDiscord(SimChannel channel) {
    int id = asks++;
    SimMessage message =
        channel.post(guild.member("person-" + id % PEOPLE), discord.mention() + " " + question(id));
    asked(
        id,
        "discord " + channel.name() + "/" + message.id(),
        () -> {
          SimChannel thread = message.thread();
          return Stream.concat(
                  thread == null ? Stream.of() : thread.answers().stream(),
                  channel.answers().stream().filter(answer -> answer.replyTo() == message))
              .map(SimMessage::content)
              .toList();
        });
  }

  /// In one of a few threads that somebody opened.
  private void askInThreadOnDiscord() {
    int id = asks++;
    SimUser person = guild.member("person-" + id % PEOPLE);
    if (discordThreads.size() < PEOPLE) {
      SimChannel parent = discordChannels.get(discordThreads.size());
      discordThreads.add(parent.openThread(person, "thread of " + id));
    }
    SimChannel thread = discordThreads.get(random.nextInt(discordThreads.size()));
    thread.post(person, discord.mention() + " " + question(id));
    inDiscord(id, thread);
  }

  private void directOnDiscord(SimUser person) {
    int id = asks++;
    SimChannel channel = discord.directMessages(person);
    channel.post(person, question(id));
    inDiscord(id, channel);
  }

  private void inDiscord(int id, SimChannel channel) {
    asked(
        id,
        "discord " + channel.id(),
        () -> channel.answers().stream().map(SimMessage::content).toList());
  }

  @Nullable String brokenPromises() {
    int pings = slack.ledger().pings().size() + discord.ledger().pings().size();
    return pings == 0 ? null : pings + " pings";
  }

  @Override
  public void close() {
    slack.close();
    discord.close();
    model.close();
  }
}
