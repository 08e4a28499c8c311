package dev.sightline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.ConnectionFactory;

/// Lets one thread at a time have the connection that writes. Of the ordinary ones one at a time
/// comes as far as the last lock; so an urgent one waits for at most one of them.
///
/// A free lock belongs to whichever thread runs first: were it handed to one that waits, it would
/// stand idle until a busy machine comes to run that thread.
final class WriteQueue {
  private final ConnectionFactory connections;
  private final Lock first = new ReentrantLock();
  private final Lock last = new ReentrantLock();

  WriteQueue(ConnectionFactory connections) {
    this.connections = connections;
  }

  ConnectionFactory ordinary() {
    ConnectionFactory urgent = urgent();
    return behind(first, urgent);
  }

  ConnectionFactory urgent() {
    return behind(last, connections);
  }

  private static ConnectionFactory behind(Lock lock, ConnectionFactory connections) {
    return new ConnectionFactory() {
      @Override
      public Connection openConnection() throws SQLException {
        lock.lock();
        try {
          return connections.openConnection();
        } catch (SQLException | RuntimeException e) {
          lock.unlock();
          throw e;
        }
      }

      @Override
      public void closeConnection(Connection connection) throws SQLException {
        try {
          connections.closeConnection(connection);
        } finally {
          lock.unlock();
        }
      }
    };
  }
}
