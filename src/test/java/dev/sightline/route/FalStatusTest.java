package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FalStatusTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | First in fal's queue…
          2  | Third in fal's queue…
          9  | Tenth in fal's queue…
          10 | Number 11 in fal's queue…
          -7 | In fal's queue…
          """)
  void positionIsSaidInWords(int position, String words) {
    assertThat(status("{\"status\":\"IN_QUEUE\",\"queue_position\":" + position + "}").words("fal"))
        .isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"IN_QUEUE\"}",
        "{\"status\":\"IN_QUEUE\",\"queue_position\":null}",
        "{\"status\":\"IN_QUEUE\",\"queue_position\":\"soon\"}"
      })
  void queueWithoutAPositionIsAQueue(String body) {
    assertThat(status(body).words("fal")).isEqualTo("In fal's queue…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"secret\"}]}",
        "{\"status\":\"SOMETHING_NEW\"}"
      })
  void whatRunsOrIsUnknownIsAtWork(String body) {
    assertThat(status(body)).isEqualTo(new FalStatus(FalStatus.State.RUNNING, -1, null));
    assertThat(status(body).words("fal")).isEqualTo("The model is at work…");
  }

  @Test
  void endMayBeAFailure() {
    assertThat(status("{\"status\":\"COMPLETED\",\"logs\":null}").error()).isNull();
    assertThat(status("{\"status\":\"COMPLETED\",\"error\":null}").error()).isNull();
    assertThat(
            status("{\"status\":\"COMPLETED\",\"error\":\"x\",\"error_type\":\"startup_timeout\"}")
                .error())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"status\":7}", "\"IN_QUEUE\""})
  void whatHasNoStatusIsNone(String body) {
    assertThat(FalStatus.read(Json.read(body))).isNull();
  }

  private static FalStatus status(String body) {
    FalStatus status = FalStatus.read(Json.read(body));
    assertThat(status).isNotNull();
    return status;
  }
}
