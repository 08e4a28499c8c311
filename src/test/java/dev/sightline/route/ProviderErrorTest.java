package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.failure.ProviderNote;
import java.io.IOException;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What fuzzing found in errors.
final class ProviderErrorTest {
  private static final String FAL_KEY =
      "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0:00112233445566778899aabbccddeeff";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-or-v1-0123456789abcdef",
        "?key=sk-or-v1-0123456789abcdef",
        "Bearer%20mk_0123456789abcdef",
        "Bearer+mk_0123456789abcdef",
        "bearer mk_0123456789abcdef",
        "Key%20" + FAL_KEY,
        FAL_KEY,
        "data:,Bearer mk_0123456789abcdef",
        "%20sk-or-v1-0123456789abcdef",
        "1sk-or-v1-0123456789abcdef"
      })
  void noKeyIsRepeatedHoweverItIsWritten(String key) {
    ProviderError error =
        ProviderError.read("{\"error\":{\"message\":\"wrong key: " + key + "\"}}");

    assertThat(error.message()).startsWith("wrong key: ").doesNotContain("89abcdef", "ccddeeff");
  }

  @Test
  void aWordThatEndsLikeAKeyBeginsIsNone() {
    assertThat(ProviderError.read("{\"detail\":\"risk-averse models only\"}").message())
        .isEqualTo("risk-averse models only");
  }

  /// A code stands in the message where there is no other word.
  @Test
  void aKeyInThePlaceOfACodeIsNotRepeated() throws IOException {
    Fault fault =
        Fault.inside(
            "fal",
            Headers.of(),
            new ObjectMapper().readTree("{\"error\":{\"code\":\"sk-or-v1-0123456789abcdef\"}}"));

    assertThat(fault.note().message()).isEqualTo("no reason given");
  }

  @Test
  void anIdOfACallThatCannotBeOneIsPassedOver() {
    assertThat(ProviderError.read("{\"request_id\":\"req_011CX-a.b:c\"}").requestId())
        .isEqualTo("req_011CX-a.b:c");
    for (String claim : new String[] {"x".repeat(5_000), "a b", "<b>", "sk-0123456789", ""}) {
      assertThat(ProviderError.read("{\"request_id\":\"" + claim + "\"}").requestId()).isNull();
      assertThat(Fault.requestId(Headers.of("x-request-id", claim))).isNull();
    }
  }

  @Test
  void aNumberThatNobodyCanHoldIsNoJson() {
    String body = "{\"error\":" + "2".repeat(40) + "e" + "2".repeat(40) + "}";

    assertThat(ProviderError.read(body).codes()).isEmpty();
  }

  @Test
  void halfACharacterIsReplaced() {
    assertThat(ProviderError.read("{\"detail\":\"no \\ud83d cat\"}").message())
        .isEqualTo("no ? cat");
  }

  @Test
  void aLongMessageIsNotCutWithinACharacter() {
    for (int before = 0; before < 2; before++) {
      String cats = "x".repeat(before) + "🐈".repeat(400);

      String message = ProviderNote.withoutAnswer("fal", cats).message();

      assertThat(message).hasSizeLessThanOrEqualTo(ProviderNote.MAX_MESSAGE_CHARS).endsWith("🐈…");
    }
  }
}
