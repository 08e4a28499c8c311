package dev.sightline.slack;

import com.slack.api.model.event.Event;
import org.jspecify.annotations.Nullable;

/// Somebody pressed Slack's own stop button of an agent session. The SDK has no class for it yet;
/// its fields are filled in by name (https://docs.slack.dev/reference/events/agent_session_stopped,
/// read 2026-09).
public final class AgentStoppedEvent implements Event {
  /// As Slack names it; read by the SDK.
  public static final String TYPE_NAME = "agent_session_stopped";

  private final String type = TYPE_NAME;
  private @Nullable String channel;
  private @Nullable String user;
  private @Nullable String threadTs;
  private @Nullable String eventTs;

  @Override
  public String getType() {
    return type;
  }

  @Override
  public @Nullable String getSubtype() {
    return null;
  }

  @Nullable String channel() {
    return channel;
  }

  @Nullable String user() {
    return user;
  }

  @Nullable String threadTs() {
    return threadTs;
  }

  @Nullable String eventTs() {
    return eventTs;
  }
}
