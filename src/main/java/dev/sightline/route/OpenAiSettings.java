package dev.sightline.route;

import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/// A server that speaks the chat-completions shape of OpenAI, and what is special about it.
///
/// @param name the provider's name in the configuration
/// @param baseUrl what `/chat/completions` is appended to, with or without a slash at the end
/// @param key the secret; empty where the server wants none
/// @param imageTransport how pictures and videos get there
/// @param acceptWebp whether it reads WebP (LM Studio does not)
/// @param videoPart how a video stands in a message
/// @param maxTokensField how the limit of an answer is called
/// @param reasoningField how it is told to think, or not to
/// @param sendIncludeUsage whether to ask for the usage of a streamed answer
public record OpenAiSettings(
    String name,
    HttpUrl baseUrl,
    String key,
    AuthScheme authScheme,
    ImageTransport imageTransport,
    boolean acceptWebp,
    VideoPart videoPart,
    MaxTokensField maxTokensField,
    ReasoningField reasoningField,
    boolean sendIncludeUsage,
    RouteTimeouts timeouts) {

  public OpenAiSettings {
    key = AuthScheme.checked(name, key);
  }

  /// A server without peculiarities: Bearer key, URLs and data URIs, no video.
  public static OpenAiSettings of(String name, HttpUrl baseUrl, String key) {
    return new OpenAiSettings(
        name,
        baseUrl,
        key,
        AuthScheme.BEARER,
        ImageTransport.URL,
        true,
        VideoPart.NONE,
        MaxTokensField.MAX_TOKENS,
        ReasoningField.NONE,
        true,
        RouteTimeouts.DEFAULT);
  }

  /// Media types of pictures that the server reads.
  public Set<String> imageTypes() {
    return acceptWebp
        ? Set.of("image/png", "image/jpeg", "image/gif", "image/webp")
        : Set.of("image/png", "image/jpeg");
  }

  /// Where a call of this name is.
  HttpUrl url(String call) {
    return Urls.join(baseUrl, call);
  }

  /// What every call carries.
  Headers headers() {
    Headers.Builder headers = new Headers.Builder();
    authScheme.addTo(headers, key);
    return headers.build();
  }

  /// Without the key.
  @Override
  public String toString() {
    return "OpenAiSettings[name=%s, baseUrl=%s, authScheme=%s]"
        .formatted(name, baseUrl, authScheme);
  }

  /// How pictures and videos get to the server.
  public enum ImageTransport {
    /// URLs and data URIs.
    URL,
    /// Data URIs only (Ollama, LM Studio).
    BASE64
  }

  /// How a video stands in a message.
  public enum VideoPart {
    /// `video_url` (OpenRouter, vLLM).
    VIDEO_URL,
    /// `input_video` (llama.cpp).
    INPUT_VIDEO,
    NONE
  }

  /// How a model is told to think before it speaks, or not to.
  public enum ReasoningField {
    /// It cannot be told.
    NONE,
    /// `reasoning: {enabled: …}` (OpenRouter).
    REASONING,
    /// `reasoning_effort: medium` or `minimal` (OpenAI).
    REASONING_EFFORT
  }

  /// How the limit of an answer is called.
  public enum MaxTokensField {
    MAX_TOKENS("max_tokens"),
    /// Newer; the older is refused by OpenAI's reasoning models.
    MAX_COMPLETION_TOKENS("max_completion_tokens");

    private final String wireName;

    MaxTokensField(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }
}
