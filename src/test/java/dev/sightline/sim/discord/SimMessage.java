package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message with its whole history. Safe for all threads.
public final class SimMessage {
  static final int THREAD_CREATED = 18;
  static final int THREAD_STARTER = 21;
  static final long HAS_THREAD = 1 << 5;
  static final long EPHEMERAL = 1 << 6;
  static final long LOADING = 1 << 7;
  static final long COMPONENTS_V2 = 1 << 15;

  /// What a message said from a moment on.
  public record Revision(
      Instant at, String content, JsonNode embeds, JsonNode components, List<String> files) {
    public Revision {
      embeds = embeds.deepCopy();
      components = components.deepCopy();
      files = List.copyOf(files);
    }
  }

  /// What a forward carries of a message.
  record Snapshot(
      int type,
      String content,
      JsonNode embeds,
      List<SimAttachment> attachments,
      long flags,
      Instant createdAt) {}

  final DiscordWorld world;
  final int type;
  final List<SimAttachment> attachments = new ArrayList<>();
  final Map<String, Set<Long>> reactions = new LinkedHashMap<>();
  String content = "";
  ArrayNode embeds = Json.array();
  ArrayNode components = Json.array();
  long flags;
  Instant createdAt;
  @Nullable Instant editedAt;
  @Nullable JsonNode nonce;
  @Nullable SimMessage reply;
  @Nullable Snapshot forwarded;
  @Nullable SimMessage forwardedFrom;
  @Nullable SimInteraction interaction;
  @Nullable SimChannel thread;
  boolean isDeleted;

  /// Whom it disturbed when it was written.
  Pings pings = Pings.NONE;

  /// Whom its text shows as mentioned now.
  Pings named = Pings.NONE;

  private final long id;
  private final SimChannel channel;
  private final SimUser author;
  private final List<Revision> revisions = new ArrayList<>();

  SimMessage(SimChannel channel, long id, SimUser author, int type) {
    this.world = channel.world;
    this.channel = channel;
    this.id = id;
    this.author = author;
    this.type = type;
    this.createdAt = Instant.now();
  }

  /// Its id.
  public long id() {
    return id;
  }

  /// Where it is.
  public SimChannel channel() {
    return channel;
  }

  /// Who wrote it.
  public SimUser author() {
    return author;
  }

  /// What it says now.
  public String content() {
    return world.call(() -> content);
  }

  /// What is attached now.
  public List<SimAttachment> attachments() {
    return world.call(() -> List.copyOf(attachments));
  }

  /// Its embeds now, in Discord's JSON.
  public JsonNode embeds() {
    return world.call(() -> embeds.deepCopy());
  }

  /// Its components now, in Discord's JSON.
  public JsonNode components() {
    return world.call(() -> components.deepCopy());
  }

  /// What it said from the beginning; the first entry is how it was written.
  public List<Revision> revisions() {
    return world.call(() -> List.copyOf(revisions));
  }

  /// Whom it pinged when it was written.
  public Pings pings() {
    return world.call(() -> pings);
  }

  /// What it is a reply to.
  public @Nullable SimMessage replyTo() {
    return world.call(() -> reply);
  }

  /// The command or click it answers.
  public @Nullable SimInteraction interaction() {
    return world.call(() -> interaction);
  }

  /// The thread that starts from it.
  public @Nullable SimChannel thread() {
    return world.call(() -> thread);
  }

  /// The reactions on it, each with who added it.
  public Map<String, Set<Long>> reactions() {
    return world.call(() -> {
      Map<String, Set<Long>> copy = new LinkedHashMap<>();
      reactions.forEach((emoji, users) -> copy.put(emoji, Set.copyOf(users)));
      return copy;
    });
  }

  /// Whether it is gone.
  public boolean isDeleted() {
    return world.call(() -> isDeleted);
  }

  /// Whether only one person sees it.
  public boolean isEphemeral() {
    return world.call(() -> (flags & EPHEMERAL) != 0);
  }

  /// Whether it shows "thinking…" and nothing else.
  public boolean isThinking() {
    return world.call(() -> (flags & LOADING) != 0);
  }

  /// Whether Discord wrote it on its author's behalf, such as a thread's first line.
  public boolean isSystemNote() {
    return type == THREAD_CREATED || type == THREAD_STARTER;
  }

  /// The labels of its buttons that can be pressed.
  public List<String> buttons() {
    return world.call(() ->
        components.findParents("custom_id").stream()
            .filter(part -> part.path("type").asInt() == 2)
            .filter(part -> !part.path("disabled").asBoolean(false))
            .map(part -> part.path("label").asText())
            .toList());
  }

  /// Its author rewrites it.
  public void edit(String text) {
    world.run(() -> {
      content = text;
      named = Mentions.in(text, channel, author);
      editedAt = Instant.now();
      remember();
      world.gateway.message("MESSAGE_UPDATE", this);
    });
  }

  /// Discord unfurls a link in it, some time after it was written.
  public void unfurl(JsonNode embed) {
    world.run(() -> {
      embeds.add(embed);
      remember();
      world.gateway.message("MESSAGE_UPDATE", this);
    });
  }

  /// Somebody deletes it.
  public void delete() {
    world.run(() -> {
      isDeleted = true;
      channel.messages.remove(id);
      ObjectNode event =
          Json.object().put("id", Long.toString(id)).put("channel_id", Long.toString(channel.id()));
      if (channel.guild() != null) {
        event.put("guild_id", Long.toString(channel.guild().id()));
      }
      world.gateway.messageEvent("MESSAGE_DELETE", channel, event);
    });
  }

  /// Makes it older than it is, for the limit on edits of old messages.
  public void age(Duration by) {
    world.run(() -> createdAt = createdAt.minus(by));
  }

  /// The gateway tells the bot of it again, as new.
  public void deliverAgain(int times) {
    world.run(() -> {
      for (int i = 0; i < times; i++) {
        world.gateway.message("MESSAGE_CREATE", this);
      }
    });
  }

  /// Somebody puts an emoji on it.
  public void react(SimUser user, String emoji) {
    world.run(() -> {
      react(emoji, user.id());
      SimGuild guild = channel.guild();
      ObjectNode event =
          Json.object()
              .put("user_id", Long.toString(user.id()))
              .put("channel_id", Long.toString(channel.id()))
              .put("message_id", Long.toString(id))
              .put("message_author_id", Long.toString(author.id()))
              .put("burst", false)
              .put("type", 0);
      event.putObject("emoji").putNull("id").put("name", emoji);
      if (guild != null) {
        event.put("guild_id", Long.toString(guild.id()));
        ObjectNode member = world.payloads.member(guild, user);
        member.set("user", user.json());
        event.set("member", member);
      }
      world.gateway.reaction(channel, event);
    });
  }

  /// Chooses the entry of a menu in it that says this.
  ///
  /// @throws NoSuchElementException when no menu has such an entry
  public SimInteraction choose(SimUser user, String label) {
    return world.call(() -> {
      for (JsonNode menu : components.findParents("options")) {
        for (JsonNode option : menu.path("options")) {
          if (option.path("label").asText().equals(label)) {
            return select(user, menu.path("custom_id").asText(), option.path("value").asText());
          }
        }
      }
      throw new NoSuchElementException(label + " in " + components);
    });
  }

  /// Somebody chooses a message command on it.
  public SimInteraction menu(SimUser user, String command) {
    return SimCommand.menu(this, user, command);
  }

  /// Somebody presses a button.
  ///
  /// @param labelOrId what is written on it, or its `custom_id`
  /// @throws NoSuchElementException when there is no such button that can be pressed
  public SimInteraction click(SimUser user, String labelOrId) {
    return component(user, 2, labelOrId, Json.array());
  }

  /// Somebody chooses from a menu in it.
  public SimInteraction select(SimUser user, String labelOrId, String... values) {
    ArrayNode chosen = Json.array();
    List.of(values).forEach(chosen::add);
    return component(user, 3, labelOrId, chosen);
  }

  private SimInteraction component(
      SimUser user, int componentType, String labelOrId, ArrayNode values) {
    return world.call(() -> {
      JsonNode pressed =
          components.findParents("custom_id").stream()
              .filter(part -> part.path("type").asInt() == componentType)
              .filter(part -> !part.path("disabled").asBoolean(false))
              .filter(part ->
                  part.path("label").asText().equals(labelOrId)
                      || part.path("custom_id").asText().equals(labelOrId))
              .findFirst()
              .orElseThrow(() -> new NoSuchElementException(labelOrId + " in " + components));
      ObjectNode data =
          Json.object()
              .put("component_type", componentType)
              .put("custom_id", pressed.path("custom_id").asText())
              .put("id", pressed.path("id").asInt(1));
      if (!values.isEmpty()) {
        data.set("values", values);
      }
      return SimInteraction.send(SimInteraction.Kind.COMPONENT, channel, user, data, this);
    });
  }

  /// Writes the present state into the history.
  void remember() {
    revisions.add(
        new Revision(
            editedAt == null ? createdAt : Instant.now(),
            content,
            embeds,
            components,
            attachments.stream().map(attachment -> attachment.file().name()).toList()));
  }

  Snapshot snapshot() {
    return new Snapshot(
        type, content, embeds.deepCopy(), List.copyOf(attachments), flags, createdAt);
  }

  void react(String emoji, long userId) {
    reactions.computeIfAbsent(emoji, _ -> new LinkedHashSet<>()).add(userId);
  }
}
