package dev.sightline.sim.chat;

import static dev.sightline.sim.chat.ChatCalls.ask;
import static dev.sightline.sim.chat.ChatCalls.body;
import static dev.sightline.sim.chat.ChatCalls.joined;
import static dev.sightline.sim.chat.ChatCalls.text;
import static dev.sightline.sim.chat.ChatCalls.url;
import static dev.sightline.sim.chat.ChatCalls.withImage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.Pictures;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SeenMedia;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChatSimTest {
  private final List<ChatSim> sims = new ArrayList<>();

  @AfterEach
  void close() {
    sims.forEach(ChatSim::close);
  }

  @ParameterizedTest
  @EnumSource
  void everyProfileStreamsTheAnswerAndEndsWithDone(ChatProfile profile) throws IOException {
    ChatSim sim = sim(profile);
    sim.answerWith(ScriptedModel.echo());

    Answer answer = ask(sim, body(sim, "Grüße an alle 👋, wie geht es?", true));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).isEqualTo("Grüße an alle 👋, wie geht es?");
    assertThat(answer.data()).last().isEqualTo("[DONE]");
    assertThat(sim.bills().last().outcome()).isEqualTo(Bill.Outcome.FINISHED);
  }

  @ParameterizedTest
  @EnumSource
  void everyProfileAnswersWhole(ChatProfile profile) throws IOException {
    ChatSim sim = sim(profile);

    Answer answer = ask(sim, body(sim, "hello", false));

    assertThat(answer.json().at("/choices/0/message/content").asText())
        .isEqualTo("I see 0 images and 0 videos. You asked: hello");
    assertThat(answer.json().at("/usage/total_tokens").asLong())
        .isEqualTo(sim.bills().last().charge().totalTokens());
  }

  @Test
  void openRouterTellsTheCostToTheNanoDollarInAChunkWithAChoice() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENROUTER);
    sim.answerWith(ask -> ModelAnswer.of("fine").using(1_341, 67));

    Answer answer = ask(sim, body(sim, "hello", true));

    JsonNode last = answer.events().getLast();
    assertThat(last.at("/usage/cost").decimalValue()).isEqualByComparingTo("0.005030212");
    assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(sim.bills().totalUsd()).isEqualByComparingTo("0.005030212");
    assertThat(answer.body()).startsWith(": OPENROUTER PROCESSING\n\n");
  }

  @Test
  void openAiTellsUsageOnlyWhenAskedAndThenWithoutChoices() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENAI);
    ObjectNode asking = body(sim, "hello", true);
    asking.putObject("stream_options").put("include_usage", true);

    Answer plain = ask(sim, body(sim, "hello", true));
    Answer asked = ask(sim, asking);

    assertThat(plain.events()).noneMatch(event -> event.has("usage"));
    assertThat(asked.events().getLast().path("choices")).isEmpty();
    assertThat(asked.events().getLast().path("usage").has("cost")).isFalse();
    assertThat(asked.events().getFirst().path("usage").isNull()).isTrue();
  }

  @Test
  void fluxTellsTheCostInAHeader() throws IOException {
    ChatSim sim = sim(ChatProfile.FLUX);
    sim.answerWith(ask -> ModelAnswer.of("fine").costing("0.000000001"));

    Answer answer = ask(sim, body(sim, "hello", false));

    assertThat(answer.header("x-flux-cost-usd")).isEqualTo("0.000000001");
    assertThat(answer.json().at("/usage/cost_usd").decimalValue())
        .isEqualByComparingTo("0.000000001");
  }

  @Test
  void falWantsKeyAndNotBearer() throws IOException {
    ChatSim sim = sim(ChatProfile.FAL_OPENAI);
    String body = body(sim, "hello", false).toString();

    Answer bearer = PlainClient.read(PlainClient.post(url(sim), "Bearer " + ChatSim.KEY, body));
    Answer none = PlainClient.read(PlainClient.post(url(sim), null, body));

    assertThat(bearer.status()).isEqualTo(401);
    assertThat(none.json().path("detail").asText()).isEqualTo("Authorization header is required");
    assertThat(sim.bills().bills()).isEmpty();
  }

  @Test
  void picturesArriveByteForByte() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENAI);

    ask(sim, withImage(sim, Pictures.dataUri("image/png", Pictures.PNG)));
    ask(sim, withImage(sim, "https://pictures.example/cat.png"));

    assertThat(sim.bills().bills())
        .extracting(bill -> bill.ask().media().getFirst())
        .containsExactly(
            new SeenMedia(SeenMedia.Kind.IMAGE, null, "image/png", Pictures.PNG),
            new SeenMedia(SeenMedia.Kind.IMAGE, "https://pictures.example/cat.png", null, null));
  }

  @Test
  void picturesThatAreNotWhatTheyClaimAreRefused() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENAI);

    Answer wrong = ask(sim, withImage(sim, Pictures.dataUri("image/jpeg", Pictures.PNG)));
    Answer broken = ask(sim, withImage(sim, "data:image/png;base64,@@@@"));

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(broken.json().at("/error/code").asText()).isEqualTo("invalid_image");
  }

  @Test
  void lmStudioTakesNeitherLinksNorWebp() throws IOException {
    ChatSim sim = sim(ChatProfile.LM_STUDIO);

    Answer link = ask(sim, withImage(sim, "https://pictures.example/cat.png"));
    Answer webp = ask(sim, withImage(sim, Pictures.dataUri("image/webp", Pictures.WEBP)));
    Answer png = ask(sim, withImage(sim, Pictures.dataUri("image/png", Pictures.PNG)));

    assertThat(link.json().path("error").asText())
        .isEqualTo("'url' field must be a base64 encoded image.");
    assertThat(webp.status()).isEqualTo(400);
    assertThat(png.status()).isEqualTo(200);
  }

  @Test
  void aBlindModelIsNotTheSameAsAnUnknownOne() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENROUTER);
    ObjectNode blind = withImage(sim, "https://pictures.example/cat.png");
    blind.put("model", "openai/gpt-oss-120b");
    ObjectNode unknown = body(sim, "hello", false).put("model", "no/such");

    assertThat(ask(sim, blind).json().at("/error/message").asText())
        .isEqualTo("No endpoints found that support image input");
    assertThat(ask(sim, unknown).json().at("/error/message").asText())
        .isEqualTo("No endpoints found for no/such.");
  }

  @Test
  void unknownPartsAndRolesAreRefused() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENAI);
    ObjectNode part = body(sim, "hello", false);
    part.withArray("messages")
        .addObject()
        .put("role", "user")
        .putArray("content")
        .addObject()
        .put("type", "video_url");
    ObjectNode role = body(sim, "hello", false);
    role.withArray("messages").addObject().put("role", "bot").put("content", "hi");

    assertThat(ask(sim, part).status()).isEqualTo(400);
    assertThat(ask(sim, role).status()).isEqualTo(400);
    assertThat(ask(sim, body(sim, "x", false).put("temperature", 2.1)).status()).isEqualTo(400);
    assertThat(ask(sim, body(sim, "x", false).put("max_tokens", 0)).status()).isEqualTo(400);
  }

  @Test
  void reasoningComesUnderTheNameTheServerGivesIt() throws IOException {
    ChatSim vllm = sim(ChatProfile.VLLM);
    ChatSim llama = sim(ChatProfile.LLAMA_CPP);
    ScriptedModel thinker = ask -> ModelAnswer.of("42").thinking("Let me see.");
    vllm.answerWith(thinker);
    llama.answerWith(thinker);

    assertThat(joined(ask(vllm, body(vllm, "?", true)), "reasoning")).isEqualTo("Let me see.");
    assertThat(joined(ask(llama, body(llama, "?", true)), "reasoning_content"))
        .isEqualTo("Let me see.");
  }

  private ChatSim sim(ChatProfile profile) {
    ChatSim sim = new ChatSim(profile);
    sims.add(sim);
    return sim;
  }
}
