package dev.sightline.sim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.Pictures;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnthropicSimTest {
  private final ChatSim sim = new ChatSim(ChatProfile.FLUX);

  @AfterEach
  void close() {
    sim.close();
  }

  @Test
  void aStreamIsARowOfNamedEvents() throws IOException {
    sim.answerWith(ask -> ModelAnswer.ofPieces("Two ", "dots").thinking("Hm.").using(20, 7));
    ObjectNode body = body(true);
    body.putObject("thinking").put("type", "enabled").put("budget_tokens", 1_024);

    Answer answer = ask(body);

    assertThat(answer.events())
        .extracting(event -> event.path("type").asText())
        .containsExactly(
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(answer.body()).startsWith("event: message_start\ndata: {");
    assertThat(answer.events().getFirst().at("/message/usage/input_tokens").asInt()).isEqualTo(20);
    assertThat(answer.events().get(10).at("/usage/output_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void pictureBlocksArriveByteForByte() throws IOException {
    Answer answer = ask(body(false));

    assertThat(answer.json().at("/content/0/text").asText())
        .isEqualTo("I see 1 image and 0 videos. You asked: What is it?");
    assertThat(answer.json().path("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(sim.bills().last().ask().media().getFirst().bytes()).isEqualTo(Pictures.PNG);
  }

  @Test
  void maxTokensIsRequired() throws IOException {
    ObjectNode body = body(false);
    body.remove("max_tokens");

    Answer answer = ask(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void anOverloadMayComeInTheStream() throws IOException {
    sim.faults().next(new Fault.ErrorInStream(3, 529, "Overloaded"));

    Answer answer = ask(body(true));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("event: error\n");
    assertThat(answer.events().getLast().at("/error/type").asText()).isEqualTo("overloaded_error");
  }

  private Answer ask(ObjectNode body) throws IOException {
    Request request =
        PlainClient.post(
                sim.anthropicUrl() + "/v1/messages", "Bearer " + ChatSim.KEY, body.toString())
            .request()
            .newBuilder()
            .header("anthropic-version", "2023-06-01")
            .build();
    return PlainClient.read(PlainClient.call(request));
  }

  private static ObjectNode body(boolean isStreamed) {
    ObjectNode body =
        SimJson.object()
            .put("model", "flux-pinned-claude-sonnet")
            .put("max_tokens", 256)
            .put("stream", isStreamed);
    var content = body.putArray("messages").addObject().put("role", "user").putArray("content");
    content
        .addObject()
        .put("type", "image")
        .putObject("source")
        .put("type", "base64")
        .put("media_type", "image/png")
        .put("data", Pictures.PNG.base64());
    content.addObject().put("type", "text").put("text", "What is it?");
    return body;
  }
}
