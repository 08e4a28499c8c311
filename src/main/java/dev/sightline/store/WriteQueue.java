package dev.sightline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.ConnectionFactory;

/// Lets one thread at a time have the connection that writes: the urgent ones before all others. Of
/// the ordinary ones one at a time comes as far as the last lock, and stands back there for those
/// that are urgent.
///
/// A free lock belongs to whichever thread runs first: were it handed to one that waits, it would
/// stand idle until a busy machine comes to run that thread.
final class WriteQueue {
  private final ConnectionFactory connections;
  private final Lock first = new ReentrantLock();
  private final Lock last = new ReentrantLock();
  private final Condition nobodyUrgent = last.newCondition();
  private final AtomicInteger urgent = new AtomicInteger();

  WriteQueue(ConnectionFactory connections) {
    this.connections = connections;
  }

  ConnectionFactory ordinary() {
    return between(
        () -> {
          first.lock();
          last.lock();
          while (urgent.get() > 0) {
            nobodyUrgent.awaitUninterruptibly();
          }
        },
        () -> {
          last.unlock();
          first.unlock();
        });
  }

  ConnectionFactory urgent() {
    return between(
        () -> {
          urgent.incrementAndGet();
          last.lock();
        },
        () -> {
          if (urgent.decrementAndGet() == 0) {
            nobodyUrgent.signal();
          }
          last.unlock();
        });
  }

  private ConnectionFactory between(Runnable enter, Runnable leave) {
    return new ConnectionFactory() {
      @Override
      public Connection openConnection() throws SQLException {
        enter.run();
        try {
          return connections.openConnection();
        } catch (SQLException | RuntimeException e) {
          leave.run();
          throw e;
        }
      }

      @Override
      public void closeConnection(Connection connection) throws SQLException {
        try {
          connections.closeConnection(connection);
        } finally {
          leave.run();
        }
      }
    };
  }
}
