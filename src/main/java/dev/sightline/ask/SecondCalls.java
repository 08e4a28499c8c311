package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.store.Store;

/// The calls that are made beside another one of the same ask, on disk: a process that dies while
/// both are under way leaves both to be settled. Safe for all asks.
final class SecondCalls {
  private final Store store;

  SecondCalls(Store store) {
    this.store = store;
  }

  /// Notes that one more paid call is about to be made beside the one that the ask makes now.
  ///
  /// @param promptChars length of all text that will be sent
  void calling(AskId ask, String route, long promptChars) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE asks SET second_route = ?, second_prompt_chars = ?, second_call_id = NULL
                WHERE id = ?
                """,
                route,
                promptChars,
                ask.value()));
  }

  /// Notes that the text of the answer is that of the second call from now on; the other one is now
  /// the second.
  void leads(AskId ask) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE asks SET called_route = second_route, prompt_chars = second_prompt_chars,
                  call_id = second_call_id, second_route = called_route,
                  second_prompt_chars = prompt_chars, second_call_id = call_id
                WHERE id = ? AND second_route IS NOT NULL
                """,
                ask.value()));
  }

  /// Notes that the second call was not made, or is over and cost nothing.
  void over(AskId ask) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE asks
                SET second_route = NULL, second_prompt_chars = NULL, second_call_id = NULL
                WHERE id = ?
                """,
                ask.value()));
  }
}
