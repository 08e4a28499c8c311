package dev.sightline.bot;

import dev.sightline.sim.chat.ChatProfile;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A service that models stand behind, and how it is set up: the rows of docs/routes.md.
enum RouteService {
  FAL_STREAM(
      "fal, its own endpoints, streamed",
      null,
      "kind: fal, way: stream",
      "google/gemini-3.1-flash-lite",
      "text, image, video, youtube",
      Cost.TOLD,
      Cost.ESTIMATED),
  FAL_QUEUE(
      "fal, its own endpoints, by the queue",
      null,
      "kind: fal, way: queue",
      "google/gemini-3.1-flash-lite",
      "text, image, video, youtube",
      Cost.TOLD,
      Cost.ESTIMATED),
  FAL_OPENAI(
      "fal, OpenAI's shape",
      ChatProfile.FAL_OPENAI,
      "",
      "google/gemini-3.1-flash-lite",
      "text, image",
      Cost.TOLD,
      Cost.ESTIMATED),
  OPENROUTER(
      "OpenRouter",
      ChatProfile.OPENROUTER,
      "",
      "google/gemini-3.1-flash-lite",
      "text, image, video, youtube",
      Cost.TOLD,
      Cost.TOLD_LATER),
  FLUX(
      "FluxRouter, OpenAI's shape",
      ChatProfile.FLUX,
      "",
      "flux-auto",
      "text, image",
      Cost.TOLD,
      Cost.UNPRICED),
  FLUX_ANTHROPIC(
      "FluxRouter, Anthropic's shape",
      ChatProfile.FLUX,
      "",
      "flux-pinned-claude-sonnet",
      "text, image",
      Cost.ESTIMATED,
      Cost.ESTIMATED),
  MYROUTER(
      "MyRouter",
      ChatProfile.MYROUTER,
      "",
      "qwen/qwen2.5-vl-72b-instruct",
      "text, image",
      Cost.ESTIMATED,
      Cost.ESTIMATED),
  OLLAMA(
      "Ollama",
      ChatProfile.OLLAMA,
      "kind: openai, auth-scheme: none, image-transport: base64, free: true",
      "qwen2.5vl:7b",
      "text, image",
      Cost.FREE,
      Cost.FREE),
  LLAMA_CPP(
      "llama.cpp",
      ChatProfile.LLAMA_CPP,
      "kind: openai, auth-scheme: none, video-part: input_video, free: true",
      "qwen3-vl",
      "text, image, video",
      Cost.FREE,
      Cost.FREE),
  VLLM(
      "vLLM",
      ChatProfile.VLLM,
      "kind: openai, auth-scheme: none, video-part: video_url, free: true",
      "Qwen/Qwen2.5-VL-7B-Instruct",
      "text, image, video",
      Cost.FREE,
      Cost.FREE),
  LM_STUDIO(
      "LM Studio",
      ChatProfile.LM_STUDIO,
      "kind: openai, auth-scheme: none, image-transport: base64, free: true",
      "qwen/qwen2.5-vl-7b",
      "text, image",
      Cost.FREE,
      Cost.FREE),
  OFFLINE("none", null, "", "offline", "", Cost.FREE, Cost.FREE);

  /// Where the figure in the ledger comes from.
  enum Cost {
    TOLD("as the service tells it"),
    TOLD_LATER("`est.` until the service tells it"),
    ESTIMATED("`est.`, or `unpriced` without a price"),
    UNPRICED("`unpriced`, or `est.` with a price"),
    FREE("`free`"),
    NOTHING("nothing");

    final String shown;

    Cost(String shown) {
      this.shown = shown;
    }
  }

  final String title;

  /// What the simulator of it is like; null where that is fal's own, or there is none.
  final @Nullable ChatProfile profile;

  /// What its provider has beside its URL and key; empty where it is set up as delivered.
  final String habits;

  final String model;
  private final String takes;

  /// Of a whole answer.
  final Cost cost;

  /// Of an answer that came without usage, was stopped, or broke off.
  final Cost costUntold;

  RouteService(
      String title,
      @Nullable ChatProfile profile,
      String habits,
      String model,
      String takes,
      Cost cost,
      Cost costUntold) {
    this.title = title;
    this.profile = profile;
    this.habits = habits;
    this.model = model;
    this.takes = takes;
    this.cost = cost;
    this.costUntold = costUntold;
  }

  /// Of its provider and its route.
  String configName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean takes(String what) {
    return Set.of(takes.split(", ")).contains(what);
  }

  /// Most pictures in a question.
  int maxImages() {
    return this == MYROUTER ? 2 : 20;
  }

  /// Whether the whole conversation is one prompt to it.
  boolean foldsTurns() {
    return this == FAL_STREAM || this == FAL_QUEUE;
  }

  /// Whether it tells the tokens of the question before the first word.
  boolean countsFirst() {
    return this == FLUX_ANTHROPIC;
  }

  /// The line of `routes`.
  String route() {
    String pictures = this == MYROUTER ? ", max-images: 2, max-image-kb: 1000" : "";
    return "{ name: %s, provider: %s, model: \"%s\", takes: [%s]%s }"
        .formatted(configName(), configName(), model, takes, pictures);
  }
}
