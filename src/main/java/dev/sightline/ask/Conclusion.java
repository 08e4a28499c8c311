package dev.sightline.ask;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.ledger.Charge;
import dev.sightline.thread.Button;
import java.util.List;

/// How an ask ends: on disk before it is settled and shown, so that both can be done after a
/// restart, once.
///
/// @param state not [AskState#RUNNING]
/// @param notice what stands under the text of the answer; may be empty
/// @param footer may be empty
/// @param charges what its calls cost, first the one whose answer it is; empty where none was made
///   or they cost nothing. Earlier releases wrote down a single one
/// @param buttons what can be done with it
/// @param isShown whether there is somebody to show it to
record Conclusion(
    AskState state,
    String notice,
    String footer,
    @JsonAlias("charge") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Charge> charges,
    List<Button> buttons,
    boolean isShown) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  Conclusion {
    charges = charges == null ? List.of() : List.copyOf(charges);
    buttons = List.copyOf(buttons);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a conclusion cannot be written", e);
    }
  }

  static Conclusion read(String json) {
    try {
      return JSON.readValue(json, Conclusion.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a conclusion cannot be read", e);
    }
  }
}
