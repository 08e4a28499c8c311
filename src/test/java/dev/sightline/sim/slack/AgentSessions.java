package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions of an app that is an agent: the sign of its work and the Stop button that Slack
/// shows in threads (https://docs.slack.dev/ai/agent-sessions, read 2026-09).
final class AgentSessions {
  static final String WARNING = "missing_agent_session_stopped_event_subscription";

  private final SlackWorld world;
  private final Channels channels;
  private final Duration processingLife;
  private final Map<Place, SimSession> sessions = new ConcurrentHashMap<>();
  private volatile boolean isAgentApp;
  private volatile boolean hearsStops;

  private record Place(String channelId, String threadTs) {}

  AgentSessions(SlackWorld world, Channels channels, Duration processingLife) {
    this.world = world;
    this.channels = channels;
    this.processingLife = processingLife;
  }

  List<ApiMethod> methods() {
    return List.of(
        ApiMethod.writing("agents.sessions.setStatus", Tier.THREE, "chat:write", this::setStatus));
  }

  /// From now on the manifest of the app has `agent_view`.
  ///
  /// @param subscribed whether it has `agent_session_stopped`, too
  void declare(boolean subscribed) {
    isAgentApp = true;
    hearsStops = subscribed;
  }

  private ObjectNode setStatus(ApiArgs args) {
    if (!isAgentApp) {
      throw new ApiRefusal("not_agent_app");
    }
    if (args.has("username") || args.has("icon_emoji") || args.has("icon_url")) {
      channels.requireScope(Set.of("chat:write.customize"));
    }
    SimChannel channel = channels.forWriting(args.required("channel_id"));
    String threadTs = args.required("thread_ts");
    SessionStatus status = status(args.required("status"), "status");
    channels.checkThread(channel, threadTs);
    SimSession session =
        sessions.computeIfAbsent(new Place(channel.id(), threadTs), place -> made(args));
    session.set(status);
    ObjectNode answer =
        Json.object()
            .put("status", status.word())
            .put("agent_status", status.word())
            .put("title", session.title());
    if (!hearsStops) {
      answer.put("warning", WARNING);
      answer.putObject("response_metadata").putArray("warnings").add(WARNING);
    }
    return answer;
  }

  static SessionStatus status(String word, String argument) {
    return SessionStatus.named(word)
        .orElseThrow(() ->
            ApiRefusal.invalidArgument(
                "must be a valid enum value [json-pointer:/%s]".formatted(argument)));
  }

  /// Title and initiator are looked at only here.
  private SimSession made(ApiArgs args) {
    String title = args.text("title");
    if (title.length() > SlackLimits.SESSION_TITLE_CHARS) {
      throw ApiRefusal.invalidArgument("must be less than 201 characters [json-pointer:/title]");
    }
    if (args.has("initiator_user_id") && !world.knows(args.text("initiator_user_id"))) {
      throw new ApiRefusal("user_not_found");
    }
    return new SimSession(title, processingLife);
  }

  void streamBegan(SimMessage message) {
    if (isAgentApp) {
      sessions
          .computeIfAbsent(place(message), place -> new SimSession("", processingLife))
          .began(message.streamed());
    }
  }

  void streamStopped(SimMessage message, SessionStatus status) {
    SimSession session = sessions.get(place(message));
    if (session != null) {
      session.stopped(message.streamed(), status);
    }
  }

  /// The older status in words stands for one of a session: any words for work, none for its end.
  void said(String channelId, String threadTs, String words) {
    if (isAgentApp) {
      sessions
          .computeIfAbsent(
              new Place(channelId, threadTs), place -> new SimSession("", processingLife))
          .set(words.isEmpty() ? SessionStatus.ACTIVE : SessionStatus.PROCESSING);
    }
  }

  /// What people see; a thread of which nothing is left has no session.
  Optional<SimSession> of(SimChannel channel, String threadTs) {
    boolean isGone =
        channel.message(threadTs).map(SimMessage::isDeleted).orElse(true)
            && channel.replies(threadTs).isEmpty();
    return isGone
        ? Optional.empty()
        : Optional.ofNullable(sessions.get(new Place(channel.id(), threadTs)));
  }

  /// Whether Slack shows its Stop button there.
  boolean canBeStopped(SimChannel channel, String threadTs) {
    return hearsStops
        && of(channel, threadTs)
            .filter(session -> session.status() == SessionStatus.PROCESSING)
            .isPresent();
  }

  private static Place place(SimMessage message) {
    return new Place(message.channelId(), message.rootTs());
  }
}
