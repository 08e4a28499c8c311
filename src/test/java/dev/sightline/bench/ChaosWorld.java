package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimPermission;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.slack.Interaction;
import dev.sightline.sim.slack.SlackSettings;
import dev.sightline.sim.slack.SlackSim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Slack, a Discord and an OpenRouter with their real limits, in which people ask at random: in
/// channels, in threads that are there, and in direct messages. Used by one thread.
///
/// Half of the answers are there at once, the others grow for some seconds.
final class ChaosWorld implements AutoCloseable {
  /// Slack lets a bot change 50 messages a minute, in all channels together; more asks than this
  /// would be a measure of that.
  private static final int SLACK_PERCENT = 20;

  private static final int SLACK_CHANNELS = 24;
  private static final int PEOPLE = 8;
  private static final String MODERATOR = "moderator";

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
  private final Map<String, Place> places = new LinkedHashMap<>();

  /// Where something was pressed: what comes of it stands beside, not always as a reply.
  private final Map<SimInteraction, String> presses = new HashMap<>();

  private int asks;

  /// What opened a thread on Slack.
  private record Root(String channel, String ts) {}

  /// In the place of a number: what is asked again by a button.
  static final int AGAIN = -1;

  /// Where answers are looked for, and how many there must be.
  ///
  /// @param person who may press there, as the platform knows them
  /// @param asked the numbers of the asks
  record Place(String name, String person, List<Integer> asked) {}

  /// @param channels of Discord, where a channel takes ten threads a minute
  ChaosWorld(long seed, int channels) {
    random = new Random(seed);
    guild.assign(guild.member(MODERATOR), guild.role("mods", false, SimPermission.MANAGE_MESSAGES));
    slack.person(MODERATOR, MODERATOR).promoted();
    discordChannels =
        IntStream.range(0, channels).mapToObj(i -> guild.channel("chaos-" + i)).toList();
    model.answerWith(ChaosWorld::answer);
  }

  /// Behind the question stands what it refers to. Who is told to go on is told no number.
  private static ModelAnswer answer(ModelAsk ask) {
    Matcher found = ID.matcher(ask.text());
    if (!found.find()) {
      return ModelAnswer.of("And so on, to the very end.");
    }
    int id = Integer.parseInt(found.group(1));
    List<String> pieces = new ArrayList<>();
    pieces.add(beginning(id));
    for (int word = 0; word < 5 + id % 20; word++) {
      pieces.add("word " + word + " ");
    }
    pieces.add(end(id));
    return ModelAnswer.ofPieces(pieces.toArray(String[]::new))
        .pacedBy(id % 2 == 0 ? FAST : SLOW)
        .finishing(id % 5 == 0 ? "length" : "stop");
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

  /// Asks once in each direct channel of Discord: what is said in others while nobody listens it
  /// does not tell.
  void askAllInPrivate() {
    for (int i = 0; i < PEOPLE; i++) {
      directOnDiscord(person(i));
    }
  }

  /// Asks somewhere.
  void ask() {
    if (random.nextInt(100) < SLACK_PERCENT) {
      askOnSlack(random.nextInt(10));
    } else {
      askOnDiscord(random.nextInt(10));
    }
  }

  private void askOnSlack(int die) {
    if (die < 2) {
      directOnSlack("U" + random.nextInt(PEOPLE));
    } else if (die < 5 && !slackRoots.isEmpty()) {
      replyOnSlack(slackRoots.get(random.nextInt(slackRoots.size())));
    } else {
      mentionOnSlack("C" + random.nextInt(SLACK_CHANNELS));
    }
  }

  private void askOnDiscord(int die) {
    if (die < 2) {
      directOnDiscord(person(random.nextInt(PEOPLE)));
    } else if (die < 4) {
      askInThreadOnDiscord();
    } else {
      mentionOnDiscord(discordChannels.get(random.nextInt(discordChannels.size())));
    }
  }

  int asks() {
    return asks;
  }

  Collection<Place> places() {
    return places.values();
  }

  /// The place of this name; absent where nobody asked.
  Optional<Place> place(String name) {
    return Optional.ofNullable(places.get(name));
  }

  /// Everything that the bot says, by place.
  Map<String, List<ChaosAnswer>> answers() {
    Stream<ChaosAnswer> onSlack =
        slack.ledger().messages().stream()
            .filter(message -> message.isFromBot() && !message.isDeleted())
            .map(this::onSlack);
    Stream<ChaosAnswer> onDiscord =
        discord.ledger().answers().stream()
            .filter(message -> !message.isDeleted())
            .filter(message -> !message.isSystemNote() && !message.isEphemeral())
            .map(this::onDiscord);
    return Stream.concat(onSlack, onDiscord).collect(Collectors.groupingBy(ChaosAnswer::place));
  }

  private ChaosAnswer onSlack(dev.sightline.sim.slack.SimMessage message) {
    String place = "slack " + message.channelId() + "/" + message.threadTs();
    return new ChaosAnswer(
        place,
        message.readerText(),
        message.isUnfinished(),
        ChaosAnswer.controls(message.blocks()),
        label -> pressOnSlack(person(place, MODERATOR), message, label));
  }

  private ChaosAnswer.Press pressOnSlack(
      String person, dev.sightline.sim.slack.SimMessage message, String label) {
    long before = whispersTo(person);
    int late = slack.ledger().lateAcks().size();
    Interaction press = slack.person(person, person).press(message, label);
    return new ChaosAnswer.Press() {
      @Override
      public boolean isTaken() {
        return press.dispatched() && slack.ledger().lateAcks().size() == late;
      }

      @Override
      public boolean isThankedFor() {
        return whispersTo(person) > before;
      }
    };
  }

  private long whispersTo(String person) {
    return slack.ledger().ephemerals().stream()
        .filter(said -> said.userId().equals(person))
        .count();
  }

  private ChaosAnswer onDiscord(SimMessage message) {
    SimChannel channel = message.channel();
    SimMessage question = message.replyTo();
    SimInteraction press = message.interaction();
    long number =
        question != null && discordChannels.contains(channel) ? question.id() : channel.id();
    String place =
        press == null ? "discord " + number : presses.getOrDefault(press, "discord " + number);
    return new ChaosAnswer(
        place,
        message.content(),
        message.isThinking(),
        ChaosAnswer.controls(message.components()),
        label -> pressOnDiscord(place, message, label));
  }

  private ChaosAnswer.Press pressOnDiscord(String place, SimMessage message, String label) {
    SimInteraction press = message.click(guild.member(person(place, MODERATOR)), label);
    presses.put(press, place);
    return new ChaosAnswer.Press() {
      @Override
      public boolean isTaken() {
        return press.timeToAcknowledge() != null && !press.hasFailed();
      }

      @Override
      public boolean isThankedFor() {
        return press.followups().stream().anyMatch(SimMessage::isEphemeral);
      }
    };
  }

  private String person(String place, String otherwise) {
    Place known = places.get(place);
    return known == null ? otherwise : known.person();
  }

  private SimUser person(int number) {
    return guild.member("person-" + number);
  }

  /// 429s on both platforms.
  int refusals() {
    return slack.ledger().brokenLimits().size() + discord.ledger().brokenLimits().size();
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

  private void asked(int id, String name, String person) {
    places.computeIfAbsent(name, _ -> new Place(name, person, new ArrayList<>())).asked().add(id);
  }

  private void mentionOnSlack(String channel) {
    int id = asks++;
    var message =
        slack.channel(channel).post("U" + id % PEOPLE, slack.mention() + " " + question(id));
    slackRoots.add(new Root(channel, message.ts()));
    asked(id, "slack " + channel + "/" + message.ts(), MODERATOR);
  }

  private void replyOnSlack(Root root) {
    int id = asks++;
    slack.channel(root.channel()).reply("U1", root.ts(), slack.mention() + " " + question(id));
    asked(id, "slack " + root.channel() + "/" + root.ts(), MODERATOR);
  }

  private void directOnSlack(String user) {
    int id = asks++;
    var channel = slack.direct(user);
    var message = channel.post(user, question(id));
    asked(id, "slack " + channel.id() + "/" + message.ts(), user);
  }

  /// The thread that the bot opens has the number of the message.
  private void mentionOnDiscord(SimChannel channel) {
    int id = asks++;
    SimMessage message = channel.post(person(id % PEOPLE), discord.mention() + " " + question(id));
    asked(id, "discord " + message.id(), MODERATOR);
  }

  /// In one of a few threads that somebody opened.
  private void askInThreadOnDiscord() {
    int id = asks++;
    SimUser person = person(id % PEOPLE);
    if (discordThreads.size() < PEOPLE) {
      SimChannel parent = discordChannels.get(discordThreads.size() % discordChannels.size());
      discordThreads.add(parent.openThread(person, "thread of " + id));
    }
    SimChannel thread = discordThreads.get(random.nextInt(discordThreads.size()));
    thread.post(person, discord.mention() + " " + question(id));
    asked(id, "discord " + thread.id(), MODERATOR);
  }

  private void directOnDiscord(SimUser person) {
    int id = asks++;
    SimChannel channel = discord.directMessages(person);
    channel.post(person, question(id));
    asked(id, "discord " + channel.id(), person.name());
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
