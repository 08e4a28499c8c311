package dev.sightline.http;

import java.net.Proxy;
import java.net.Socket;

/// Makes sockets that connect to what they are told and ask no proxy.
///
/// A plain `Socket` asks the JVM's proxy selector on its own, below the HTTP client, and takes the
/// way that `socksProxyHost` names.
class DirectSockets extends Sockets {

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
}
