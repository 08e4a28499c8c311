package dev.sightline.sim;

import java.time.Instant;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// One HTTP request as a simulator saw it.
///
/// @param at when its headers were read
/// @param path without the query
/// @param headers names in lower case; of a repeated header the first value
/// @param body the raw bytes; empty where the simulator streams them elsewhere
/// @param status the status it was answered with
public record SeenCall(
    Instant at,
    String method,
    String path,
    @Nullable String query,
    Map<String, String> headers,
    ByteString body,
    int status) {

  public SeenCall {
    headers = Map.copyOf(headers);
  }
}
