package dev.sightline.sim.discord;

import io.javalin.websocket.WsContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// One open WebSocket: a virtual thread writes what is queued, in order.
final class GatewayConnection {
  private static final int BUFFER_BYTES = 8192;

  private sealed interface Frame {
    record Text(String json) implements Frame {}

    record Close(int code, String reason) implements Frame {}
  }

  private final WsContext socket;
  private final boolean isCompressed;
  private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final Thread writer;

  /// The session on it, once identified or resumed.
  @Nullable GatewaySession session;

  GatewayConnection(WsContext socket, boolean isCompressed) {
    this.socket = socket;
    this.isCompressed = isCompressed;
    writer = Thread.ofVirtual().name("discord-sim-gateway").start(this::write);
  }

  void send(String json) {
    frames.add(new Frame.Text(json));
  }

  /// Closes with a code after all that is queued.
  void close(int code, String reason) {
    frames.add(new Frame.Close(code, reason));
  }

  /// Breaks the connection without a word.
  void drop() {
    writer.interrupt();
    socket.session.disconnect();
  }

  /// Ends the writer when the other side has closed.
  void closed() {
    writer.interrupt();
  }

  private void write() {
    Deflater deflater = new Deflater();
    try {
      while (socket.session.isOpen()) {
        switch (frames.take()) {
          case Frame.Text(String json) when isCompressed -> socket.send(deflate(deflater, json));
          case Frame.Text(String json) -> socket.send(json);
          case Frame.Close(int code, String reason) -> {
            socket.closeSession(code, reason);
            return;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      deflater.end();
    }
  }

  /// One message of `zlib-stream`: the shared stream flushed, ending in 00 00 FF FF.
  private static ByteBuffer deflate(Deflater deflater, String json) {
    deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    int written;
    do {
      written = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, written);
    } while (written == buffer.length);
    return ByteBuffer.wrap(out.toByteArray());
  }
}
