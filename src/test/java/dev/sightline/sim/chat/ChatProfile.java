package dev.sightline.sim.chat;

import dev.sightline.sim.model.SimModel;
import java.util.List;
import java.util.Set;

/// A server that speaks OpenAI's chat shape, with what it does differently from the others.
///
/// Sources, read 2026-08: OpenAI's and OpenRouter's OpenAPI, FluxRouter's and MyRouter's vision
/// pages, the READMEs of Ollama, vLLM and llama.cpp, LM Studio's bug tracker. Where a service's
/// behaviour is not documented, the profile takes the likeliest and a fault or knob the rest.
public enum ChatProfile {
  OPENAI("/v1"),
  OPENROUTER("/api/v1"),
  FAL_OPENAI("/openrouter/router/openai/v1"),
  FLUX("/v1"),
  MYROUTER("/openai"),
  OLLAMA("/v1"),
  LM_STUDIO("/v1"),
  VLLM("/v1"),
  LLAMA_CPP("/v1");

  private static final Set<String> ALL_IMAGES =
      Set.of("image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif");

  private final String basePath;

  ChatProfile(String basePath) {
    this.basePath = basePath;
  }

  /// What the configured base URL ends with.
  public String basePath() {
    return basePath;
  }

  /// The word before the key in `Authorization`; empty when no key is needed.
  String authScheme() {
    return isLocal() ? "" : this == FAL_OPENAI ? "Key" : "Bearer";
  }

  boolean isLocal() {
    return switch (this) {
      case OLLAMA, LM_STUDIO, VLLM, LLAMA_CPP -> true;
      case OPENAI, OPENROUTER, FAL_OPENAI, FLUX, MYROUTER -> false;
    };
  }

  /// Whether a picture may be given by link.
  boolean takesLinks() {
    return this != OLLAMA && this != LM_STUDIO;
  }

  /// Whether `image_url` may be the link itself and not an object, as in fal's own example.
  boolean takesBareImageUrl() {
    return this == FAL_OPENAI;
  }

  Set<String> imageTypes() {
    return switch (this) {
      case OLLAMA -> Set.of("image/png", "image/jpeg", "image/jpg", "image/webp");
      case LM_STUDIO -> Set.of("image/png", "image/jpeg", "image/jpg");
      case OPENAI, OPENROUTER, FAL_OPENAI, FLUX, MYROUTER, VLLM, LLAMA_CPP -> ALL_IMAGES;
    };
  }

  /// The part types that carry a video; each has its link in an object of the same name.
  Set<String> videoParts() {
    return switch (this) {
      case OPENROUTER, FAL_OPENAI -> Set.of("video_url", "input_video");
      case VLLM -> Set.of("video_url");
      case LLAMA_CPP -> Set.of("input_video");
      case OPENAI, FLUX, MYROUTER, OLLAMA, LM_STUDIO -> Set.of();
    };
  }

  /// Whether usage is told without being asked for.
  boolean alwaysTellsUsage() {
    return this == OPENROUTER;
  }

  /// Whether the chunk with the usage has a choice again, rather than none.
  boolean repeatsChoiceWithUsage() {
    return this == OPENROUTER;
  }

  /// The delta's fields for reasoning; empty when it is never shown.
  List<String> reasoningFields() {
    return switch (this) {
      case OPENROUTER, FAL_OPENAI -> List.of("reasoning", "reasoning_details");
      case OLLAMA, VLLM -> List.of("reasoning");
      case LLAMA_CPP, LM_STUDIO, FLUX -> List.of("reasoning_content");
      case OPENAI, MYROUTER -> List.of();
    };
  }

  boolean sendsProcessingComments() {
    return this == OPENROUTER;
  }

  /// Whether a field it does not know is refused rather than ignored.
  boolean refusesUnknownFields() {
    return this == OPENAI;
  }

  /// How ids of its answers begin.
  String idPrefix() {
    return this == OPENROUTER || this == FAL_OPENAI ? "gen-" : "chatcmpl-";
  }

  /// What it offers unless told otherwise.
  List<SimModel> models() {
    return switch (this) {
      case OPENROUTER, FAL_OPENAI -> SimModel.ROUTED;
      case OPENAI ->
          List.of(
              SimModel.of("gpt-4.1", "text", "image"),
              SimModel.of("gpt-5-mini", "text", "image"),
              SimModel.of("gpt-3.5-turbo", "text"));
      case FLUX ->
          List.of(
              SimModel.of("flux-auto", "text", "image"),
              SimModel.of("flux-pinned-claude-sonnet", "text", "image"),
              SimModel.of("flux-pinned-gpt-5", "text", "image"),
              SimModel.of("flux-pinned-gemini-3-1-pro", "text", "image"),
              SimModel.of("flux-pinned-deepseek-v4", "text"));
      case MYROUTER ->
          List.of(
              SimModel.of("qwen/qwen2.5-vl-72b-instruct", "text", "image"),
              SimModel.of("deepseek/deepseek-v3", "text"));
      case OLLAMA ->
          List.of(
              SimModel.free("qwen2.5vl:7b", "text", "image"), SimModel.free("llama3.2", "text"));
      case LM_STUDIO ->
          List.of(
              SimModel.free("qwen/qwen2.5-vl-7b", "text", "image"),
              SimModel.free("llama-3.2-3b-instruct", "text"));
      case VLLM ->
          List.of(
              SimModel.free("Qwen/Qwen2.5-VL-7B-Instruct", "text", "image", "video"),
              SimModel.free("meta-llama/Llama-3.2-3B-Instruct", "text"));
      case LLAMA_CPP ->
          List.of(
              SimModel.free("gemma-3-4b-it", "text", "image"),
              SimModel.free("qwen3-vl", "text", "image", "video"));
    };
  }
}
