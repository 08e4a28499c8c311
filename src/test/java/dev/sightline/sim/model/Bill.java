package dev.sightline.sim.model;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a simulated provider charges for one call that reached a model.
///
/// Calls refused before that (401, 422, 429, 5xx) have no bill.
///
/// @param requestId as the response's header or body named it
/// @param path the path called
/// @param key the credential, without the scheme; empty where none was sent
/// @param answered the text generated so far, sent or not
/// @param charge what is owed; nothing while the answer is [Outcome#OPEN]
/// @param clientLeftAt when the client was seen to have closed the connection before the end
public record Bill(
    String requestId,
    String path,
    String key,
    ModelAsk ask,
    String answered,
    Charge charge,
    Outcome outcome,
    Instant askedAt,
    @Nullable Instant firstByteAt,
    @Nullable Instant lastByteAt,
    @Nullable Instant clientLeftAt) {

  public BigDecimal costUsd() {
    return charge.costUsd();
  }

  /// How a call ended.
  public enum Outcome {
    OPEN,
    FINISHED,
    /// The client went away.
    ABANDONED,
    /// The simulator hung up, as it was told to.
    CUT,
    /// The simulator said it failed, as it was told to; costs nothing.
    FAILED
  }
}
