package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.sim.model.MediaReader;
import dev.sightline.sim.model.MediaRefused;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /chat/completions` as strictly as the server would.
final class ChatRequestReader {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");
  private static final Set<String> DETAILS = Set.of("auto", "low", "high", "original");
  private static final Set<String> OPENAI_FIELDS =
      Set.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "temperature",
          "top_p",
          "n",
          "stop",
          "max_tokens",
          "max_completion_tokens",
          "presence_penalty",
          "frequency_penalty",
          "seed",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "response_format",
          "reasoning_effort",
          "metadata",
          "store",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "service_tier",
          "modalities",
          "verbosity");

  private final ChatProfile profile;
  private final MediaReader media;

  ChatRequestReader(ChatProfile profile, MediaReader media) {
    this.profile = profile;
    this.media = media;
  }

  ChatRequest read(byte[] body) throws ChatRefused, InterruptedException {
    JsonNode root = parse(body);
    refuseUnknownFields(root);
    String model = text(root.path("model"), "model");
    boolean isStreamed = flag(root.path("stream"), "stream");
    boolean includesUsage = includesUsage(root.path("stream_options"), isStreamed);
    Double temperature = number(root.path("temperature"));
    Long maxTokens = maxTokens(root, model);
    if (isOpenAiReasoner(model) && temperature != null && temperature != 1.0) {
      throw ChatRefused.invalid(
          "temperature", "Unsupported value: 'temperature' does not support it with this model.");
    }

    List<ModelAsk.Turn> turns = new ArrayList<>();
    List<SeenMedia> seen = new ArrayList<>();
    JsonNode messages = root.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw ChatRefused.invalid("messages", "Missing required parameter: 'messages'.");
    }
    String prompt = "";
    for (JsonNode message : messages) {
      String role = text(message.path("role"), "messages.role");
      if (!ROLES.contains(role)) {
        throw ChatRefused.invalid("messages.role", "Invalid value: '" + role + "'.");
      }
      List<String> texts = content(message.path("content"), role, seen);
      turns.add(new ModelAsk.Turn(role, String.join("\n", texts)));
      if ("user".equals(role)) {
        prompt = texts.isEmpty() ? "" : texts.getLast();
      }
    }
    String system =
        turns.stream()
            .filter(turn -> "system".equals(turn.role()) || "developer".equals(turn.role()))
            .map(ModelAsk.Turn::text)
            .collect(Collectors.joining("\n"));
    ModelAsk ask =
        new ModelAsk(
            model,
            system.isEmpty() ? null : system,
            prompt,
            turns,
            seen,
            temperature,
            maxTokens,
            root.path("reasoning").path("enabled").asBoolean(true)
                && !root.path("reasoning").path("exclude").asBoolean(false),
            isStreamed);
    return new ChatRequest(ask, includesUsage || profile.alwaysTellsUsage());
  }

  private JsonNode parse(byte[] body) throws ChatRefused {
    try {
      JsonNode root = SimJson.read(body);
      if (root.isObject()) {
        return root;
      }
    } catch (IOException e) {
      throw ChatRefused.invalid(null, "We could not parse the JSON body of your request.");
    }
    throw ChatRefused.invalid(null, "The body must be a JSON object.");
  }

  private void refuseUnknownFields(JsonNode root) throws ChatRefused {
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (profile.refusesUnknownFields() && !OPENAI_FIELDS.contains(name)) {
        throw ChatRefused.invalid(name, "Unrecognized request argument supplied: " + name);
      }
    }
  }

  private boolean includesUsage(JsonNode options, boolean isStreamed) throws ChatRefused {
    if (isAbsent(options)) {
      return false;
    }
    if (!isStreamed) {
      throw ChatRefused.invalid(
          "stream_options",
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    return flag(options.path("include_usage"), "stream_options.include_usage");
  }

  private @Nullable Long maxTokens(JsonNode root, String model) throws ChatRefused {
    JsonNode old = root.path("max_tokens");
    JsonNode current = root.path("max_completion_tokens");
    if (!isAbsent(old) && isOpenAiReasoner(model)) {
      throw new ChatRefused(
          400,
          "unsupported_parameter",
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
              + " 'max_completion_tokens' instead.",
          "max_tokens");
    }
    boolean knowsOnlyOld = profile == ChatProfile.OLLAMA || profile == ChatProfile.LM_STUDIO;
    JsonNode value = isAbsent(current) || knowsOnlyOld ? old : current;
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isIntegralNumber() || value.longValue() < 1) {
      throw ChatRefused.invalid("max_tokens", "Invalid 'max_tokens': must be at least 1.");
    }
    return value.longValue();
  }

  private boolean isOpenAiReasoner(String model) {
    return profile == ChatProfile.OPENAI && (model.startsWith("gpt-5") || model.startsWith("o"));
  }

  private List<String> content(JsonNode content, String role, List<SeenMedia> seen)
      throws ChatRefused, InterruptedException {
    if (content.isTextual()) {
      return List.of(content.textValue());
    }
    if (!content.isArray() || content.isEmpty()) {
      throw ChatRefused.invalid("messages.content", "Invalid type for 'content'.");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content) {
      String type = text(part.path("type"), "messages.content.type");
      if ("text".equals(type)) {
        texts.add(text(part.path("text"), "messages.content.text"));
      } else if (!"user".equals(role)) {
        throw ChatRefused.invalid(
            "messages.content", "Media is only allowed for messages with role 'user'.");
      } else if ("image_url".equals(type)) {
        seen.add(image(part.path("image_url")));
      } else if (profile.videoParts().contains(type)) {
        seen.add(video(part.path(type)));
      } else {
        throw ChatRefused.invalid("messages.content.type", "Invalid value: '" + type + "'.");
      }
    }
    return texts;
  }

  private SeenMedia image(JsonNode image) throws ChatRefused, InterruptedException {
    if (image.isTextual() && profile.takesBareImageUrl()) {
      return media(SeenMedia.Kind.IMAGE, image.textValue());
    }
    if (!image.isObject()) {
      throw ChatRefused.invalid("messages.content.image_url", "Invalid type: expected an object.");
    }
    JsonNode detail = image.path("detail");
    if (!isAbsent(detail) && !DETAILS.contains(detail.asText())) {
      throw ChatRefused.invalid("messages.content.image_url.detail", "Invalid value.");
    }
    return media(SeenMedia.Kind.IMAGE, text(image.path("url"), "messages.content.image_url.url"));
  }

  private SeenMedia video(JsonNode video) throws ChatRefused, InterruptedException {
    if (!video.isObject()) {
      throw ChatRefused.invalid("messages.content.video_url", "Invalid type: expected an object.");
    }
    JsonNode data = video.path("data");
    if (profile == ChatProfile.LLAMA_CPP && !isAbsent(data)) {
      return media(SeenMedia.Kind.VIDEO, "data:video/mp4;base64," + data.asText());
    }
    return media(SeenMedia.Kind.VIDEO, text(video.path("url"), "messages.content.video_url.url"));
  }

  private SeenMedia media(SeenMedia.Kind kind, String sent)
      throws ChatRefused, InterruptedException {
    if (!profile.takesLinks() && !sent.startsWith("data:")) {
      throw ChatRefused.invalid(
          "messages.content.image_url", "'url' field must be a base64 encoded image.");
    }
    try {
      return media.read(
          kind,
          sent,
          kind == SeenMedia.Kind.IMAGE ? profile.imageTypes() : MediaReader.VIDEO_TYPES);
    } catch (MediaRefused e) {
      throw new ChatRefused(
          400,
          e.why() == MediaRefused.Why.DOWNLOAD_FAILED ? "image_download_failed" : "invalid_image",
          String.valueOf(e.getMessage()),
          "messages.content");
    }
  }

  private static String text(JsonNode node, String param) throws ChatRefused {
    if (isAbsent(node)) {
      throw new ChatRefused(
          400, "missing_required_parameter", "Missing required parameter: '" + param + "'.", param);
    }
    if (!node.isTextual() || node.textValue().isEmpty()) {
      throw ChatRefused.invalid(param, "Invalid type for '" + param + "': expected a string.");
    }
    return node.textValue();
  }

  private static boolean flag(JsonNode node, String param) throws ChatRefused {
    if (isAbsent(node)) {
      return false;
    }
    if (!node.isBoolean()) {
      throw ChatRefused.invalid(param, "Invalid type for '" + param + "': expected a boolean.");
    }
    return node.booleanValue();
  }

  private static @Nullable Double number(JsonNode node) throws ChatRefused {
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isNumber() || node.doubleValue() < 0 || node.doubleValue() > 2) {
      throw ChatRefused.invalid("temperature", "Invalid 'temperature': must be from 0 to 2.");
    }
    return node.doubleValue();
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
