package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// One method of the Web API.
///
/// @param scopes one of these is needed; empty where none is, or where it depends on the channel
/// @param takesJson whether a JSON body is read
record ApiMethod(
    String name, Token token, Set<String> scopes, Tier tier, boolean takesJson, Handler handler) {

  static ApiMethod writing(String name, Tier tier, String scope, Handler handler) {
    return new ApiMethod(name, Token.BOT, Set.of(scope), tier, true, handler);
  }

  static ApiMethod reading(String name, Tier tier, String scope, Handler handler) {
    return new ApiMethod(name, Token.BOT, Set.of(scope), tier, false, handler);
  }

  /// The kinds of token a method takes.
  enum Token {
    BOT,
    APP,
    EITHER
  }

  /// Answers a call that was let in; the fields beside `ok`.
  @FunctionalInterface
  interface Handler {
    ObjectNode answer(ApiArgs args);
  }
}
