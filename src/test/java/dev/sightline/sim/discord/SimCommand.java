package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A slash command that a person is typing. Used by one thread.
///
/// People can only use what the bot registered: the command, its options with their types, and the
/// required ones must be there, or [#send] throws.
public final class SimCommand {
  private static final int SUBCOMMAND = 1;
  private static final int GROUP = 2;
  private static final int USER = 6;
  private static final int CHANNEL = 7;
  private static final int ROLE = 8;
  private static final int ATTACHMENT = 11;

  private final SimChannel channel;
  private final SimUser user;
  private final List<String> words;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, SimFile> files = new LinkedHashMap<>();

  SimCommand(SimChannel channel, SimUser user, String command) {
    this.channel = channel;
    this.user = user;
    this.words = Arrays.asList(command.split(" ", -1));
  }

  /// Fills in an option.
  public SimCommand option(String name, String value) {
    values.put(name, value);
    return this;
  }

  /// Fills in an option.
  public SimCommand option(String name, long value) {
    values.put(name, value);
    return this;
  }

  /// Fills in an option.
  public SimCommand option(String name, boolean value) {
    values.put(name, value);
    return this;
  }

  /// Fills in an option.
  public SimCommand option(String name, double value) {
    values.put(name, value);
    return this;
  }

  /// Fills in an option with a channel of the server.
  public SimCommand option(String name, SimChannel value) {
    values.put(name, value);
    return this;
  }

  /// Fills in an option with somebody.
  public SimCommand option(String name, SimUser value) {
    values.put(name, value);
    return this;
  }

  /// Fills in an option with a role of the server.
  public SimCommand option(String name, SimGuild.SimRole value) {
    values.put(name, value);
    return this;
  }

  /// Fills in an option with a file.
  public SimCommand file(String name, SimFile file) {
    files.put(name, file);
    return this;
  }

  /// Sends it.
  public SimInteraction send() {
    return channel.world.call(() -> dispatch(SimInteraction.Kind.SLASH, ""));
  }

  /// Types in an option that completes, and waits for choices.
  public SimInteraction complete(String option, String soFar) {
    values.put(option, soFar);
    return channel.world.call(() -> dispatch(SimInteraction.Kind.AUTOCOMPLETE, option));
  }

  static SimInteraction menu(SimMessage message, SimUser user, String command) {
    DiscordWorld world = message.world;
    return world.call(() -> {
      ObjectNode data = head(find(message.channel(), user, 3, command));
      data.put("target_id", Long.toString(message.id()));
      data.putObject("resolved")
          .putObject("messages")
          .set(Long.toString(message.id()), world.payloads.message(message, true));
      return SimInteraction.send(SimInteraction.Kind.MENU, message.channel(), user, data, message);
    });
  }

  private SimInteraction dispatch(SimInteraction.Kind kind, String focused) {
    JsonNode command = find(channel, user, 1, words.getFirst());
    ObjectNode data = head(command);
    ArrayNode into = data.putArray("options");
    JsonNode schema = command;
    for (String word : words.subList(1, words.size())) {
      schema = named(schema, word);
      into =
          into.addObject()
              .put("name", word)
              .put("type", schema.path("type").asInt())
              .putArray("options");
    }
    fill(schema, into, data.withObjectProperty("resolved"), focused);
    return SimInteraction.send(kind, channel, user, data, null);
  }

  private void fill(JsonNode schema, ArrayNode into, ObjectNode resolved, String focused) {
    for (JsonNode option : schema.path("options")) {
      String name = option.path("name").asText();
      int type = option.path("type").asInt();
      if (type == SUBCOMMAND || type == GROUP) {
        throw new IllegalArgumentException("needs a subcommand: " + words);
      }
      Object value = values.get(name);
      SimFile file = files.get(name);
      if (value == null && file == null) {
        if (option.path("required").asBoolean(false) && focused.isEmpty()) {
          throw new IllegalArgumentException("required option: " + name);
        }
        continue;
      }
      ObjectNode filled = into.addObject().put("name", name).put("type", type);
      if (name.equals(focused)) {
        filled.put("focused", true);
      }
      if (file != null && type == ATTACHMENT) {
        SimAttachment attachment =
            new SimAttachment(channel.world.ids.next(), channel.world.bot.id(), file, true);
        channel.world.cdn.keep(attachment);
        String id = Long.toString(attachment.id());
        filled.put("value", id);
        resolved.withObjectProperty("attachments").set(id, attachment.json(channel.world.cdn));
      } else {
        put(filled, type, value, resolved);
        checkChoice(option, filled);
        checkRange(option, filled);
      }
    }
    Stream.concat(values.keySet().stream(), files.keySet().stream())
        .forEach(name -> named(schema, name));
  }

  private void put(ObjectNode filled, int type, @Nullable Object value, ObjectNode resolved) {
    switch (value) {
      case String text when type == 3 -> filled.put("value", text);
      case Long number when type == 4 || type == 10 -> filled.put("value", number);
      case Double number when type == 10 -> filled.put("value", number);
      case SimChannel where when type == CHANNEL -> {
        String id = Long.toString(where.id());
        filled.put("value", id);
        resolved
            .withObjectProperty("channels")
            .set(
                id,
                Json.object()
                    .put("id", id)
                    .put("name", where.name())
                    .put("type", 0)
                    .put("permissions", "0"));
      }
      case SimGuild.SimRole role when type == ROLE -> {
        String id = Long.toString(role.id());
        filled.put("value", id);
        SimGuild guild =
            Objects.requireNonNull(channel.guild(), "there are no roles outside of servers");
        resolved.withObjectProperty("roles").set(id, guild.roleJson(role));
      }
      case Boolean yes when type == 5 -> filled.put("value", yes);
      case SimUser person when type == USER -> {
        String id = Long.toString(person.id());
        filled.put("value", id);
        resolved.withObjectProperty("users").set(id, person.json());
        SimGuild guild = channel.guild();
        if (guild != null) {
          resolved
              .withObjectProperty("members")
              .set(id, channel.world.payloads.member(guild, person).put("permissions", "0"));
        }
      }
      case null, default ->
          throw new IllegalArgumentException(
              "option %s of type %d takes no %s".formatted(filled.path("name"), type, value));
    }
  }

  private static void checkChoice(JsonNode option, ObjectNode filled) {
    JsonNode choices = option.path("choices");
    if (!choices.isEmpty()
        && StreamSupport.stream(choices.spliterator(), false)
            .noneMatch(choice -> choice.path("value").equals(filled.path("value")))) {
      throw new IllegalArgumentException(filled + " is none of " + choices);
    }
  }

  private static void checkRange(JsonNode option, ObjectNode filled) {
    double value = filled.path("value").asDouble();
    if (value < option.path("min_value").asDouble(Double.NEGATIVE_INFINITY)
        || value > option.path("max_value").asDouble(Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(filled + " is out of the range of " + option);
    }
  }

  private static JsonNode named(JsonNode schema, String name) {
    for (JsonNode option : schema.path("options")) {
      if (option.path("name").asText().equals(name)) {
        return option;
      }
    }
    throw new IllegalArgumentException("no option \"%s\" in %s".formatted(name, schema));
  }

  private static ObjectNode head(JsonNode command) {
    ObjectNode data =
        Json.object()
            .put("id", command.path("id").asText())
            .put("name", command.path("name").asText())
            .put("type", command.path("type").asInt());
    if (Json.has(command, "guild_id")) {
      data.put("guild_id", command.path("guild_id").asText());
    }
    return data;
  }

  private static JsonNode find(SimChannel channel, SimUser user, int type, String name) {
    DiscordWorld world = channel.world;
    SimGuild guild = channel.guild();
    List<JsonNode> offered = new ArrayList<>(world.commands);
    if (guild != null) {
      offered.addAll(world.guildCommands.getOrDefault(guild.id(), List.of()));
    }
    JsonNode command =
        offered.stream()
            .filter(one -> one.path("type").asInt() == type)
            .filter(one -> one.path("name").asText().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException("not registered: %s in %s".formatted(name, offered)));
    JsonNode contexts = command.path("contexts");
    int context = guild == null ? 1 : 0;
    if (contexts.isArray()
        && StreamSupport.stream(contexts.spliterator(), false)
            .noneMatch(one -> one.asInt() == context)) {
      throw new IllegalStateException("not offered in context %d: %s".formatted(context, name));
    }
    long needed = command.path("default_member_permissions").asLong(0);
    if (guild != null && (SimPermission.bits(guild.permissionsOf(user)) & needed) != needed) {
      throw new IllegalStateException("not offered to %s: %s".formatted(user.name(), name));
    }
    return command;
  }
}
