package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FalJobTest {
  private static final HttpUrl QUEUE = HttpUrl.get("https://queue.fal.run");
  private static final String BUILT = "https://queue.fal.run/openrouter/router/requests/a-1";

  @Test
  void urlsAreBuiltWithoutTheSubPath() {
    FalJob job = FalJob.of(QUEUE, "a-1");

    assertThat(job.status()).hasToString(BUILT + "/status");
    assertThat(job.result()).hasToString(BUILT);
    assertThat(job.cancel()).hasToString(BUILT + "/cancel");
  }

  @Test
  void urlsAreTakenAsTheyAreTold() {
    FalJob job = read("https://queue.fal.run/x/y/requests/a-1");

    assertThat(job.status()).hasToString("https://queue.fal.run/x/y/requests/a-1/status/");
    assertThat(job.result()).hasToString("https://queue.fal.run/x/y/requests/a-1/response");
    assertThat(job.cancel()).hasToString("https://queue.fal.run/x/y/requests/a-1/cancel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/openrouter/router/requests/a-1",
        "http://queue.fal.run/openrouter/router/requests/a-1",
        "https://queue.fal.run:444/openrouter/router/requests/a-1",
        "https://queue.fal.run@evil.example/requests/a-1",
        "not a url"
      })
  void keyGoesToNoOtherHost(String told) {
    assertThat(read(told)).isEqualTo(FalJob.of(QUEUE, "a-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "a?b", "a b", "é"})
  void idThatWouldChangeThePathIsNone(String id) {
    assertThat(FalJob.read(QUEUE, json("{\"request_id\":\"" + id + "\"}"))).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> FalJob.of(QUEUE, id));
  }

  private static FalJob read(String base) {
    return Objects.requireNonNull(
        FalJob.read(
            QUEUE,
            json(
                """
                {"request_id":"a-1","status_url":"%1$s/status/","response_url":"%1$s/response",
                 "cancel_url":"%1$s/cancel"}
                """
                    .formatted(base))));
  }

  private static JsonNode json(String text) {
    return Objects.requireNonNull(Json.read(text));
  }
}
