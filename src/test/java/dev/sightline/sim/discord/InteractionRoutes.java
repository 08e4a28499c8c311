package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers to interactions: the callback, the original answer and followups.
///
/// Source: Discord docs, "Receiving and Responding" (c98d64bc, Aug 2026).
final class InteractionRoutes {
  private static final int MESSAGE = 4;
  private static final int DEFER = 5;
  private static final int DEFER_UPDATE = 6;
  private static final int UPDATE = 7;
  private static final int CHOICES = 8;
  private static final int MODAL = 9;

  private final DiscordWorld world;

  InteractionRoutes(DiscordWorld world) {
    this.world = world;
  }

  void addTo(Map<DiscordRoute, Function<ApiRequest, Answer>> handlers) {
    handlers.put(DiscordRoute.CALLBACK, this::callback);
    handlers.put(DiscordRoute.FOLLOWUP, this::followUp);
    handlers.put(
        DiscordRoute.GET_ANSWER, request -> Answer.ok(json(answer(live(request), request))));
    handlers.put(DiscordRoute.EDIT_ANSWER, this::edit);
    handlers.put(DiscordRoute.DELETE_ANSWER, this::delete);
  }

  private Answer callback(ApiRequest request) {
    SimInteraction interaction = world.interactions.get(request.path("token"));
    if (interaction == null || interaction.id() != request.id("interaction")) {
      throw Rejection.of(ApiError.UNKNOWN_INTERACTION);
    }
    if (interaction.acknowledgedAt != null) {
      throw Rejection.of(ApiError.ALREADY_ACKNOWLEDGED);
    }
    if (interaction.isTooLate()) {
      world.ledger.lateAcks.add(new DiscordLedger.LateAck(Instant.now(), interaction));
      throw Rejection.of(ApiError.UNKNOWN_INTERACTION);
    }
    int type = request.json().path("type").asInt();
    if (!allowed(interaction).contains(type)) {
      BodyErrors errors = new BodyErrors();
      errors.badChoice("type", allowed(interaction).toString());
      errors.throwIfAny();
    }
    ObjectNode data =
        request.json().path("data") instanceof ObjectNode object ? object : Json.object();
    SimMessage answer = carryOut(type, interaction, request, data);
    interaction.acknowledgedAt = Instant.now();
    interaction.callbackType = type;
    interaction.original = answer;
    return "true".equals(request.query("with_response"))
        ? Answer.ok(response(interaction, type, answer))
        : Answer.empty();
  }

  private @Nullable SimMessage carryOut(
      int type, SimInteraction interaction, ApiRequest request, ObjectNode data) {
    MessageBody body = new MessageBody(world, request, data);
    switch (type) {
      case MESSAGE -> {
        return post(interaction, body.checked(null));
      }
      case DEFER -> {
        SimMessage thinking = blank(interaction);
        thinking.flags = SimMessage.LOADING | (body.flags() & SimMessage.EPHEMERAL);
        publish(thinking);
        return thinking;
      }
      case UPDATE -> {
        SimMessage clicked = interaction.message();
        if (clicked != null) {
          MessageRoutes.rewrite(clicked, body.checked(clicked));
        }
        return clicked;
      }
      case CHOICES -> checkChoices(data);
      case MODAL -> checkModal(data);
      default -> {
        return interaction.message();
      }
    }
    interaction.shown = data;
    return null;
  }

  private static Set<Integer> allowed(SimInteraction interaction) {
    return switch (interaction.kind()) {
      case SLASH, MENU -> Set.of(MESSAGE, DEFER, MODAL);
      case COMPONENT -> Set.of(MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL);
      case AUTOCOMPLETE -> Set.of(CHOICES);
      case MODAL ->
          interaction.message() == null
              ? Set.of(MESSAGE, DEFER)
              : Set.of(MESSAGE, DEFER, DEFER_UPDATE, UPDATE);
    };
  }

  private SimMessage blank(SimInteraction interaction) {
    int messageType =
        switch (interaction.kind()) {
          case SLASH -> 20;
          case MENU -> 23;
          case COMPONENT, AUTOCOMPLETE, MODAL -> 0;
        };
    SimMessage message =
        new SimMessage(interaction.channel(), world.ids.next(), world.bot, messageType);
    message.interaction = interaction;
    return message;
  }

  private SimMessage post(SimInteraction interaction, MessageBody body) {
    SimMessage message = blank(interaction);
    body.applyTo(message, -1);
    message.pings = message.named;
    publish(message);
    return message;
  }

  private void publish(SimMessage message) {
    message.remember();
    world.publish(message);
  }

  private Answer followUp(ApiRequest request) {
    SimInteraction interaction = live(request);
    MessageBody body = new MessageBody(world, request, request.json());
    SimMessage original = interaction.original;
    if (original != null && (original.flags & SimMessage.LOADING) != 0) {
      // Directly after a deferral a followup takes the place of "thinking…".
      MessageRoutes.rewrite(original, body.checked(original));
      return Answer.ok(json(original));
    }
    SimMessage message = post(interaction, body.checked(null));
    interaction.followups.add(message);
    return Answer.ok(json(message));
  }

  private Answer edit(ApiRequest request) {
    SimMessage message = answer(live(request), request);
    if (message.channel().isArchived) {
      throw Rejection.of(ApiError.ARCHIVED_THREAD);
    }
    MessageRoutes.rewrite(
        message, new MessageBody(world, request, request.json()).checked(message));
    return Answer.ok(json(message));
  }

  private Answer delete(ApiRequest request) {
    answer(live(request), request).delete();
    return Answer.empty();
  }

  /// The interaction of a token that still works.
  private SimInteraction live(ApiRequest request) {
    if (request.id("application") != world.bot.id()) {
      throw Rejection.of(ApiError.UNKNOWN_WEBHOOK);
    }
    SimInteraction interaction = world.interactions.get(request.path("token"));
    if (interaction == null || interaction.hasExpired()) {
      throw Rejection.of(ApiError.INVALID_WEBHOOK_TOKEN);
    }
    if (interaction.acknowledgedAt == null) {
      throw Rejection.of(ApiError.UNKNOWN_WEBHOOK);
    }
    return interaction;
  }

  private static SimMessage answer(SimInteraction interaction, ApiRequest request) {
    String which = request.path("message");
    SimMessage found = interaction.original;
    if (!which.equals("@original")) {
      long id = request.id("message");
      if (found == null || found.id() != id) {
        found =
            interaction.followups.stream()
                .filter(message -> message.id() == id)
                .findFirst()
                .orElse(null);
      }
    }
    if (found == null || found.isDeleted) {
      throw Rejection.of(ApiError.UNKNOWN_MESSAGE);
    }
    return found;
  }

  private ObjectNode response(SimInteraction interaction, int type, @Nullable SimMessage message) {
    ObjectNode json = Json.object();
    ObjectNode head = json.putObject("interaction");
    head.put("id", Long.toString(interaction.id())).put("type", interaction.kind().type);
    ObjectNode resource = json.putObject("resource").put("type", type);
    if (message != null) {
      head.put("response_message_id", Long.toString(message.id()))
          .put("response_message_loading", message.isThinking())
          .put("response_message_ephemeral", message.isEphemeral());
      if (type != DEFER_UPDATE) {
        resource.set("message", json(message));
      }
    }
    return json;
  }

  private ObjectNode json(SimMessage message) {
    return world.payloads.message(message, true);
  }

  private static void checkChoices(JsonNode data) {
    BodyErrors errors = new BodyErrors();
    if (data.path("choices").size() > 25) {
      errors.tooLong("data/choices", 25);
    }
    int index = 0;
    for (JsonNode choice : data.path("choices")) {
      errors.requiredText(choice, "name", "data/choices/" + index + "/name", 100);
      errors.requiredText(choice, "value", "data/choices/" + index + "/value", 100);
      index++;
    }
    errors.throwIfAny();
  }

  private static void checkModal(JsonNode data) {
    BodyErrors errors = new BodyErrors();
    errors.requiredText(data, "custom_id", "data/custom_id", 100);
    errors.requiredText(data, "title", "data/title", 45);
    int parts = data.path("components").size();
    if (parts < 1 || parts > 5) {
      errors.badLength("data/components", 1, 5);
    }
    errors.throwIfAny();
  }
}
