package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.websocket.WsContext;
import org.eclipse.jetty.websocket.api.Callback;

/// One open connection of the app. Guarded by the hub.
final class SocketLink {
  private final WsContext context;

  /// True once the app was told to leave: it gets no more payloads.
  boolean retiring;

  SocketLink(WsContext context) {
    this.context = context;
  }

  boolean is(WsContext other) {
    return context.sessionId().equals(other.sessionId());
  }

  void send(ObjectNode json) {
    context.session.sendText(json.toString(), Callback.NOOP);
  }

  /// Sends, and ends the connection without a close frame once the bytes have left.
  void sendAndBreak(ObjectNode json) {
    context.session.sendText(
        json.toString(), Callback.from(context.session::disconnect, failure -> drop()));
  }

  void close(int code, String reason) {
    context.session.close(code, reason, Callback.NOOP);
  }

  void drop() {
    context.session.disconnect();
  }
}
