package dev.sightline.sim.fal;

import static dev.sightline.sim.fal.FalCalls.AUTHORIZATION;
import static dev.sightline.sim.fal.FalCalls.ROUTER;
import static dev.sightline.sim.fal.FalCalls.input;
import static dev.sightline.sim.fal.FalCalls.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FalQueueTest {
  private final FalSim fal = new FalSim();

  @AfterEach
  void close() {
    fal.close();
  }

  @Test
  void aJobGoesThroughTheQueueToItsResult() throws IOException {
    JsonNode submitted = submit();

    assertThat(poll(submitted)).isEqualTo("202 IN_QUEUE");
    assertThat(PlainClient.read(keyed(submitted.path("response_url").asText())).status())
        .isEqualTo(400);
    assertThat(poll(submitted)).isEqualTo("202 IN_PROGRESS");
    assertThat(poll(submitted)).isEqualTo("200 COMPLETED");
    Answer result = PlainClient.read(keyed(submitted.path("response_url").asText() + "/response"));
    assertThat(result.json().at("/usage/cost").decimalValue())
        .isEqualByComparingTo(fal.bills().totalUsd());
    assertThat(cancel(submitted)).isEqualTo("400 ALREADY_COMPLETED");
  }

  @Test
  void aJobThatIsCancelledWhileItWaitsCostsNothing() throws IOException {
    JsonNode submitted = submit();

    assertThat(cancel(submitted)).isEqualTo("202 CANCELLATION_REQUESTED");
    assertThat(poll(submitted)).isEqualTo("200 COMPLETED");
    assertThat(PlainClient.read(keyed(submitted.path("response_url").asText())).status())
        .isEqualTo(499);
    assertThat(fal.bills().bills()).isEmpty();
  }

  @Test
  void theStatusOfAJobCanBeStreamed() throws IOException {
    JsonNode submitted = submit();

    Answer stream = PlainClient.read(keyed(submitted.path("status_url").asText() + "/stream"));

    assertThat(stream.events())
        .extracting(event -> event.path("status").asText())
        .containsExactly("IN_QUEUE", "IN_PROGRESS", "COMPLETED");
  }

  @Test
  void theQueueTriesAgainWhatARunnerLost() throws IOException {
    fal.faults().next(3, Fault.status(503));
    fal.queue().pace(0, 0);

    JsonNode submitted = submit();

    assertThat(poll(submitted)).isEqualTo("200 COMPLETED");
    assertThat(PlainClient.read(keyed(submitted.path("response_url").asText())).status())
        .isEqualTo(200);
  }

  private JsonNode submit() throws IOException {
    String url = fal.queueUrl() + ROUTER + "/video";
    JsonNode input = input().set("video_urls", urls("https://a.example/v.mp4"));
    return PlainClient.read(PlainClient.post(url, AUTHORIZATION, input.toString())).json();
  }

  private static String poll(JsonNode submitted) throws IOException {
    Answer answer = PlainClient.read(keyed(submitted.path("status_url").asText()));
    return answer.status() + " " + answer.json().path("status").asText();
  }

  private static String cancel(JsonNode submitted) throws IOException {
    Answer answer =
        PlainClient.read(
            PlainClient.call(
                new Request.Builder()
                    .url(submitted.path("cancel_url").asText())
                    .header("Authorization", AUTHORIZATION)
                    .put(RequestBody.EMPTY)
                    .build()));
    return answer.status() + " " + answer.json().path("status").asText();
  }

  private static Call keyed(String url) {
    return PlainClient.call(
        new Request.Builder().url(url).header("Authorization", AUTHORIZATION).build());
  }
}
