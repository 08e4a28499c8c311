package dev.sightline.http;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;

/// Knows which addresses of the network are public, and makes sockets that connect to no other.
///
/// The check stands where the connection is made: on the very address that is connected to, after
/// every kind of name or number was resolved. So neither a name that resolves to something else the
/// second time nor an oddly written number gets past it.
final class AddressGuard {
  /// IPv4 that is not public, after the IANA special-purpose registry
  /// (https://www.iana.org/assignments/iana-ipv4-special-registry, read 2026-11-21), with
  /// multicast, the reserved block, and the one metadata address inside public space: Azure's
  /// 168.63.129.16
  /// (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
  private static final List<Block> NOT_PUBLIC_V4 =
      List.of(
          Block.of("0.0.0.0", 8),
          Block.of("10.0.0.0", 8),
          Block.of("100.64.0.0", 10),
          Block.of("127.0.0.0", 8),
          Block.of("168.63.129.16", 32),
          Block.of("169.254.0.0", 16),
          Block.of("172.16.0.0", 12),
          Block.of("192.0.0.0", 24),
          Block.of("192.0.2.0", 24),
          Block.of("192.88.99.0", 24),
          Block.of("192.168.0.0", 16),
          Block.of("198.18.0.0", 15),
          Block.of("198.51.100.0", 24),
          Block.of("203.0.113.0", 24),
          Block.of("224.0.0.0", 4),
          Block.of("240.0.0.0", 4));

  /// All public IPv6 (https://www.iana.org/assignments/ipv6-address-space, read 2026-11-21).
  private static final Block GLOBAL_V6 = Block.of("2000::", 3);

  /// Special blocks inside it: protocol assignments with Teredo, documentation, 6to4.
  private static final List<Block> NOT_PUBLIC_V6 =
      List.of(
          Block.of("2001::", 23),
          Block.of("2001:db8::", 32),
          Block.of("2002::", 16),
          Block.of("3fff::", 20));

  /// IPv4 behind a translator; as public as the last four bytes (RFC 6052).
  private static final Block TRANSLATED_V4 = Block.of("64:ff9b::", 96);

  private AddressGuard() {}

  /// Whether `address` is on the public Internet.
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> isPublicV4(bytes);
      case Inet6Address _ when TRANSLATED_V4.contains(bytes) ->
          isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
      case Inet6Address _ ->
          GLOBAL_V6.contains(bytes)
              && NOT_PUBLIC_V6.stream().noneMatch(block -> block.contains(bytes));
      default -> false;
    };
  }

  private static boolean isPublicV4(byte[] bytes) {
    return NOT_PUBLIC_V4.stream().noneMatch(block -> block.contains(bytes));
  }

  /// Makes sockets whose `connect` throws [Blocked] for an address that is not public.
  static SocketFactory sockets() {
    return sockets(UnaryOperator.identity());
  }

  /// The same for a test, whose public Internet is elsewhere.
  ///
  /// @param way where a public address is really to be found
  static SocketFactory sockets(UnaryOperator<SocketAddress> way) {
    return new GuardedSockets(way);
  }

  /// Whether the guard is why `failure` happened.
  static boolean isBlocked(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof Blocked
          || Arrays.stream(at.getSuppressed()).anyMatch(Blocked.class::isInstance)) {
        return true;
      }
    }
    return false;
  }

  /// A connection that was not made, because the address is not public.
  static final class Blocked extends IOException {
    private static final long serialVersionUID = 1;

    Blocked(SocketAddress address) {
      super("not a public address: " + address);
    }
  }

  /// Addresses that begin with the same bits.
  private static final class Block {
    private final byte[] prefix;
    private final int bits;

    private Block(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    static Block of(String address, int bits) {
      try {
        return new Block(InetAddress.getByName(address).getAddress(), bits);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(address, e);
      }
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((address[bit / 8] ^ prefix[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class GuardedSocket extends DirectSockets.DirectSocket {
    private final UnaryOperator<SocketAddress> way;

    GuardedSocket(UnaryOperator<SocketAddress> way) {
      this.way = way;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMs) throws IOException {
      if (!(endpoint instanceof InetSocketAddress inet)
          || inet.isUnresolved()
          || !isPublic(inet.getAddress())) {
        throw new Blocked(endpoint);
      }
      super.connect(way.apply(endpoint), timeoutMs);
    }
  }

  private static final class GuardedSockets extends DirectSockets {
    private final UnaryOperator<SocketAddress> way;

    GuardedSockets(UnaryOperator<SocketAddress> way) {
      this.way = way;
    }

    @Override
    public Socket createSocket() {
      return new GuardedSocket(way);
    }
  }
}
