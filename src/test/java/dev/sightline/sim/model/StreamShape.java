package dev.sightline.sim.model;

import java.io.IOException;

/// How one service words the events of a stream. Used by one call.
public interface StreamShape {
  /// What comes before the first piece.
  default void open(EventWriter events) throws IOException {}

  void think(EventWriter events, String piece) throws IOException;

  void say(EventWriter events, String piece) throws IOException;

  /// The end of a stream that failed.
  void fail(EventWriter events, Fault.ErrorInStream error) throws IOException;

  /// The end of a stream that went well: finish reason, usage, and what marks the end.
  void finish(EventWriter events, Charge charge, Faults faults) throws IOException;
}
