package dev.sightline.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptSocketsTest {
  private ServerSocket server;
  private Socket ours;
  private Socket theirs;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    ours = new PromptSockets().createSocket(server.getInetAddress(), server.getLocalPort());
    theirs = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    ours.close();
    theirs.close();
    server.close();
  }

  @Test
  void lastPieceDoesNotWaitForTheServer() throws IOException {
    assertThat(ours.getTcpNoDelay()).isTrue();
  }

  @Test
  void writesAreGatheredUntilTheyAreFlushed() throws IOException {
    ours.getOutputStream().write(new byte[] {1, 2});
    ours.getOutputStream().write(new byte[] {3});
    assertThat(theirs.getInputStream().available()).isZero();

    ours.getOutputStream().flush();

    assertThat(theirs.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
  }

  @Test
  void muchIsSentInOrderAndWhole() throws Exception {
    byte[] sent = new byte[5 * PromptSockets.GATHERED_BYTES + 7];
    new Random(1).nextBytes(sent);
    Thread sending =
        Thread.startVirtualThread(() -> {
          try {
            OutputStream out = ours.getOutputStream();
            for (int from = 0; from < sent.length; from += 8192) {
              out.write(sent, from, Math.min(8192, sent.length - from));
            }
            out.flush();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });

    byte[] came = theirs.getInputStream().readNBytes(sent.length);

    sending.join();
    assertThat(came).isEqualTo(sent);
  }
}
