package dev.sightline.ask;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;

/// Which process works on an ask, so that another one can tell whether it still does.
///
/// @param host the machine's name
/// @param pid the process id on that machine
/// @param started when the process started, as its machine says; it tells two uses of a pid apart
record ProcessMark(String host, long pid, Instant started) {
  /// Two processes read the start of a third from a clock that may have been set in between.
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

  /// This process.
  static ProcessMark current() {
    return of(ProcessHandle.current());
  }

  static ProcessMark of(ProcessHandle process) {
    return new ProcessMark(
        hostName(), process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  static ProcessMark parse(String text) {
    var parts = text.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("process: " + text);
    }
    return new ProcessMark(
        parts[0], Long.parseLong(parts[1]), Instant.ofEpochMilli(Long.parseLong(parts[2])));
  }

  /// Whether the process runs. Of one on another machine nothing can be known; it counts as alive.
  boolean isAlive() {
    var self = current();
    if (!host.equals(self.host)) {
      return true;
    }
    if (pid == self.pid) {
      return started.toEpochMilli() == self.started.toEpochMilli();
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .filter(start -> Duration.between(start, started).abs().compareTo(CLOCK_SLACK) <= 0)
        .isPresent();
  }

  @Override
  public String toString() {
    return host + "/" + pid + "/" + started.toEpochMilli();
  }
}
