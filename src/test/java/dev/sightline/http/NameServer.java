package dev.sightline.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A DNS server (RFC 1035) over UDP on loopback, whose answers last for 0 seconds and may be others
/// the next time.
///
/// It knows the names that it is given, `localhost` and all below it, and `ADDRESS.ip.test` as
/// public services of this kind do: `10.0.0.1.ip.test`, `v6-fd00--1.ip.test`. Every other name does
/// not exist.
final class NameServer implements AutoCloseable {
  static final int A = 1;
  static final int AAAA = 28;
  private static final String ANY_ADDRESS = ".ip.test";

  private final DatagramSocket socket;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();

  private record Script(List<List<String>> answers, AtomicInteger asked) {
    /// Each asks for IPv4 first; with that, the next answer's turn has come.
    List<String> answer(int type) {
      int turn = type == A ? asked.getAndIncrement() : Math.max(0, asked.get() - 1);
      return answers.get(turn % answers.size());
    }
  }

  NameServer() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::answerAll);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// The name has these addresses, whenever it is asked for.
  NameServer name(String name, String... addresses) {
    return rebind(name, List.of(List.of(addresses)));
  }

  /// The name has the first addresses at first, then the second, and so on around.
  NameServer rebind(String name, List<List<String>> answers) {
    scripts.put(name, new Script(List.copyOf(answers), new AtomicInteger()));
    return this;
  }

  /// How often addresses of the name were asked for.
  int asked(String name) {
    Script script = scripts.get(name);
    return script == null ? 0 : script.asked.get();
  }

  private void answerAll() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket question = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(question);
        byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
      } catch (SocketException _) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private byte[] answer(byte[] question) throws UnknownHostException {
    ByteBuffer in = ByteBuffer.wrap(question).position(12);
    StringJoiner labels = new StringJoiner(".");
    for (int length = in.get(); length > 0; length = in.get()) {
      byte[] label = new byte[length];
      in.get(label);
      labels.add(new String(label, StandardCharsets.US_ASCII));
    }
    int type = in.getShort();
    int end = in.position() + 2;
    List<String> all = addresses(labels.toString().toLowerCase(Locale.ROOT), type);
    List<byte[]> fitting =
        all.stream().map(NameServer::bytes).filter(b -> b.length == (type == A ? 4 : 16)).toList();
    ByteBuffer out = ByteBuffer.allocate(1024);
    out.putShort(in.getShort(0)).putShort((short) (all.isEmpty() ? 0x8583 : 0x8580));
    out.putShort((short) 1).putShort((short) fitting.size()).putInt(0);
    out.put(question, 12, end - 12);
    for (byte[] address : fitting) {
      out.putShort((short) 0xC00C).putShort((short) type).putShort((short) 1).putInt(0);
      out.putShort((short) address.length).put(address);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private List<String> addresses(String name, int type) {
    if (type != A && type != AAAA) {
      return List.of();
    }
    if (name.endsWith(ANY_ADDRESS)) {
      String address = name.substring(0, name.length() - ANY_ADDRESS.length());
      return List.of(address.startsWith("v6-") ? address.substring(3).replace('-', ':') : address);
    }
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return List.of("127.0.0.1", "::1");
    }
    Script script = scripts.get(name);
    return script == null ? List.of() : script.answer(type);
  }

  /// A mapped address stays what it is, though Java would make IPv4 of it.
  private static byte[] bytes(String address) {
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      if (bytes.length == 16 || address.indexOf(':') < 0) {
        return bytes;
      }
      return ByteBuffer.allocate(16).putShort(10, (short) -1).position(12).put(bytes).array();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
