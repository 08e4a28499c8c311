package dev.sightline.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import javax.net.SocketFactory;

/// Makes sockets that connect to what they are told and ask no proxy.
///
/// A plain `Socket` asks the JVM's proxy selector on its own, below the HTTP client, and takes the
/// way that `socksProxyHost` names.
class DirectSockets extends SocketFactory {

  /// A socket without a proxy.
  static class DirectSocket extends Socket {
    DirectSocket() {
      super(Proxy.NO_PROXY);
    }
  }

  @Override
  public Socket createSocket() {
    return new DirectSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(host, port);
  }

  private Socket connected(InetAddress host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port), 0);
    return socket;
  }
}
