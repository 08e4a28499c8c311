package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Charge;
import dev.sightline.sim.model.EventWriter;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SimJson;
import dev.sightline.sim.model.StreamShape;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// OpenAI's chat completion, whole and in chunks, with one server's quirks. Used by one call.
final class ChatShape implements StreamShape {
  private static final String DONE = "[DONE]";

  private final ChatProfile profile;
  private final String id;
  private final ModelAsk ask;
  private final boolean includesUsage;
  private final long createdS = Instant.now().getEpochSecond();

  ChatShape(ChatProfile profile, String id, ChatRequest request) {
    this.profile = profile;
    this.id = id;
    this.ask = request.ask();
    this.includesUsage = request.includesUsage();
  }

  @Override
  public void open(EventWriter events) throws IOException {
    if (profile.sendsProcessingComments()) {
      events.comment("OPENROUTER PROCESSING");
      events.comment("OPENROUTER PROCESSING");
    }
    events.event(null, chunk(delta -> delta.put("role", "assistant").put("content", ""), null));
  }

  @Override
  public void think(EventWriter events, String piece) throws IOException {
    events.event(null, chunk(delta -> putReasoning(delta, piece), null));
  }

  @Override
  public void say(EventWriter events, String piece) throws IOException {
    events.event(null, chunk(delta -> delta.put("content", piece), null));
  }

  @Override
  public void fail(EventWriter events, Fault.ErrorInStream error) throws IOException {
    ObjectNode chunk = chunk(delta -> delta.put("content", ""), "error");
    if (profile == ChatProfile.LM_STUDIO) {
      chunk = SimJson.object().put("error", error.message());
    } else {
      chunk.putObject("error").put("code", error.code()).put("message", error.message());
    }
    events.event(null, chunk);
  }

  @Override
  public void finish(EventWriter events, Charge charge, Faults faults) throws IOException {
    events.event(null, chunk(delta -> {}, charge.finishReason()));
    if (includesUsage && !faults.has(Fault.Quirk.NO_USAGE)) {
      ObjectNode last = chunk(delta -> delta.put("content", ""), charge.finishReason());
      if (!profile.repeatsChoiceWithUsage()) {
        last.putArray("choices");
      }
      last.set("usage", usage(charge, faults));
      events.event(null, last);
    }
    if (!faults.has(Fault.Quirk.NO_DONE)) {
      events.event(null, DONE);
    }
  }

  ObjectNode whole(String text, String reasoning, Charge charge, Faults faults) {
    ObjectNode body = envelope("chat.completion");
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant").put("content", text).putNull("refusal");
    if (!reasoning.isEmpty()) {
      putReasoning(message, reasoning);
    }
    choice.put("finish_reason", charge.finishReason()).putNull("logprobs");
    if (!faults.has(Fault.Quirk.NO_USAGE)) {
      body.set("usage", usage(charge, faults));
    }
    return body;
  }

  private ObjectNode chunk(Consumer<ObjectNode> fill, @Nullable String finishReason) {
    ObjectNode chunk = envelope("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0);
    fill.accept(choice.putObject("delta"));
    choice.put("finish_reason", finishReason);
    if (profile == ChatProfile.OPENROUTER) {
      choice.put("native_finish_reason", finishReason);
    }
    if (profile == ChatProfile.OPENAI) {
      chunk.put("obfuscation", "k3Jx");
      if (includesUsage) {
        chunk.putNull("usage");
      }
    }
    return chunk;
  }

  private ObjectNode envelope(String object) {
    ObjectNode body = SimJson.object();
    body.put("id", id).put("object", object).put("created", createdS).put("model", ask.model());
    if (profile == ChatProfile.OPENROUTER) {
      body.put("provider", "Simulated");
    }
    return body;
  }

  private void putReasoning(ObjectNode target, String piece) {
    for (String field : profile.reasoningFields()) {
      if ("reasoning_details".equals(field)) {
        target
            .putArray(field)
            .addObject()
            .put("type", "reasoning.text")
            .put("text", piece)
            .put("index", 0);
      } else {
        target.put(field, piece);
      }
    }
  }

  private ObjectNode usage(Charge charge, Faults faults) {
    ObjectNode usage = SimJson.object();
    usage
        .put("prompt_tokens", charge.promptTokens())
        .put("completion_tokens", charge.completionTokens())
        .put("total_tokens", charge.totalTokens());
    usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", charge.reasoningTokens());
    if (faults.has(Fault.Quirk.NO_COST)) {
      return usage;
    }
    switch (profile) {
      case OPENROUTER, FAL_OPENAI -> {
        usage.put("cost", charge.costUsd()).put("is_byok", false);
        usage.putObject("cost_details").put("upstream_inference_cost", charge.costUsd());
      }
      case FLUX -> usage.put("cost_usd", charge.costUsd());
      case OPENAI, MYROUTER, OLLAMA, LM_STUDIO, VLLM, LLAMA_CPP -> {}
    }
    return usage;
  }
}
