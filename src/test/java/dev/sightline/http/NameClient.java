package dev.sightline.http;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Dns;

/// Asks a [NameServer] for every name, each time anew.
///
/// Numbers it reads itself, in every way that the C library of some system does (`inet_aton`).
final class NameClient implements Dns {
  private static final Pattern NUMBERS =
      Pattern.compile("(?:(?:0x[0-9a-f]{1,8}|0[0-7]{0,12}|[1-9]\\d{0,9})(?:\\.|$))+");
  private static final Pattern DOT = Pattern.compile("\\.");
  private static final int HEADER_BYTES = 12;
  private static final int TIMEOUT_MS = 5_000;

  private final InetSocketAddress server;

  NameClient(NameServer server) {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    Optional<InetAddress> number = number(host);
    if (number.isPresent()) {
      return List.of(number.get());
    }
    List<InetAddress> found = new ArrayList<>();
    for (int type : new int[] {NameServer.A, NameServer.AAAA}) {
      found.addAll(ask(question(host, type)));
    }
    if (found.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return found;
  }

  private List<InetAddress> ask(byte[] question) throws UnknownHostException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.send(new DatagramPacket(question, question.length, server));
      DatagramPacket answer = new DatagramPacket(new byte[1024], 1024);
      socket.receive(answer);
      return addresses(ByteBuffer.wrap(answer.getData()).position(question.length));
    } catch (IOException e) {
      UnknownHostException failure = new UnknownHostException("no answer of the name server");
      failure.initCause(e);
      throw failure;
    }
  }

  private static byte[] question(String host, int type) throws UnknownHostException {
    ByteBuffer out = ByteBuffer.allocate(512).putShort((short) 7).putShort((short) 0x0100);
    out.putShort((short) 1).position(HEADER_BYTES);
    for (String label : DOT.splitAsStream(host).toList()) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      if (bytes.length == 0 || bytes.length > 63) {
        throw new UnknownHostException(host);
      }
      out.put((byte) bytes.length).put(bytes);
    }
    out.put((byte) 0).putShort((short) type).putShort((short) 1);
    byte[] question = new byte[out.position()];
    out.get(0, question);
    return question;
  }

  /// The records after the question, whose names are all pointers to it.
  private static List<InetAddress> addresses(ByteBuffer answer) throws UnknownHostException {
    List<InetAddress> found = new ArrayList<>();
    for (int count = answer.getShort(6); count > 0; count--) {
      answer.position(answer.position() + 10);
      byte[] address = new byte[answer.getShort()];
      answer.get(address);
      found.add(InetAddress.getByAddress(address));
    }
    return found;
  }

  /// One to four numbers, decimal, octal or hexadecimal; the last fills what is left.
  private static Optional<InetAddress> number(String host) throws UnknownHostException {
    List<String> numbers = DOT.splitAsStream(host).toList();
    if (numbers.size() > 4 || !NUMBERS.matcher(host).matches()) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 0; i < numbers.size(); i++) {
      long value = Long.decode(numbers.get(i));
      int bits = i == numbers.size() - 1 ? 8 * (4 - i) : 8;
      if (value >= 1L << bits) {
        return Optional.empty();
      }
      address = (address << bits) | value;
    }
    return Optional.of(
        InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) address).array()));
  }
}
