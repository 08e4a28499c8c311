package dev.sightline.sim.fal;

import static dev.sightline.sim.fal.FalRefused.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sightline.sim.model.MediaReader;
import dev.sightline.sim.model.MediaRefused;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks the input of a router endpoint against its schema, and names every problem at once, as
/// fal's framework does. Fields it does not know are ignored, as there. Used by one call.
final class FalInputReader {
  private final FalEndpoint endpoint;
  private final MediaReader media;
  private final ArrayNode problems = SimJson.array();

  FalInputReader(FalEndpoint endpoint, MediaReader media) {
    this.endpoint = endpoint;
    this.media = media;
  }

  ModelAsk read(byte[] body, boolean isStreamed) throws FalRefused, InterruptedException {
    JsonNode input = parse(body);
    String prompt = requiredText(input, "prompt");
    String model = requiredText(input, "model");
    String system = optionalText(input, "system_prompt");
    boolean isReasoningWanted = flag(input, "reasoning");
    Double temperature = temperature(input.path("temperature"));
    Long maxTokens = maxTokens(input.path("max_tokens"));
    List<SeenMedia> seen =
        switch (endpoint) {
          case TEXT -> List.of();
          case VISION -> images(input);
          case VIDEO -> videos(input);
        };
    if (!problems.isEmpty()) {
      throw FalRefused.invalid(problems);
    }
    List<ModelAsk.Turn> turns = new ArrayList<>();
    if (system != null) {
      turns.add(new ModelAsk.Turn("system", system));
    }
    turns.add(new ModelAsk.Turn("user", prompt));
    return new ModelAsk(
        model, system, prompt, turns, seen, temperature, maxTokens, isReasoningWanted, isStreamed);
  }

  private JsonNode parse(byte[] body) throws FalRefused {
    try {
      JsonNode input = SimJson.read(body);
      if (input.isObject()) {
        return input;
      }
    } catch (IOException e) {
      throw FalRefused.invalid(
          SimJson.array().add(problem("json_invalid", "JSON decode error", "body", 0)));
    }
    throw FalRefused.invalid(
        SimJson.array()
            .add(problem("model_attributes_type", "Input should be a valid dictionary", "body")));
  }

  private String requiredText(JsonNode input, String field) {
    JsonNode value = input.path(field);
    if (value.isMissingNode()) {
      problems.add(problem("missing", "Field required", "body", field));
    } else if (!value.isTextual()) {
      problems.add(problem("string_type", "Input should be a valid string", "body", field));
    }
    return value.asText();
  }

  private @Nullable String optionalText(JsonNode input, String field) {
    JsonNode value = input.path(field);
    if (isAbsent(value)) {
      return null;
    }
    return requiredText(input, field);
  }

  private boolean flag(JsonNode input, String field) {
    JsonNode value = input.path(field);
    if (!isAbsent(value) && !value.isBoolean()) {
      problems.add(problem("bool_type", "Input should be a valid boolean", "body", field));
    }
    return value.asBoolean(false);
  }

  private @Nullable Double temperature(JsonNode value) {
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isNumber()) {
      problems.add(problem("float_type", "Input should be a valid number", "body", "temperature"));
    } else if (value.doubleValue() > 2) {
      problems.add(
          problem(
              "less_than_equal", "Input should be less than or equal to 2", "body", "temperature"));
    } else if (value.doubleValue() < 0) {
      problems.add(
          problem(
              "greater_than_equal",
              "Input should be greater than or equal to 0",
              "body",
              "temperature"));
    }
    return value.doubleValue();
  }

  private @Nullable Long maxTokens(JsonNode value) {
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isIntegralNumber()) {
      problems.add(problem("int_type", "Input should be a valid integer", "body", "max_tokens"));
    } else if (value.longValue() < 1) {
      problems.add(
          problem(
              "greater_than_equal",
              "Input should be greater than or equal to 1",
              "body",
              "max_tokens"));
    }
    return value.longValue();
  }

  private List<SeenMedia> images(JsonNode input) throws InterruptedException {
    if (input.path("image_urls").isMissingNode()) {
      problems.add(problem("missing", "Field required", "body", "image_urls"));
      return List.of();
    }
    return list(input, "image_urls", SeenMedia.Kind.IMAGE, MediaReader.IMAGE_TYPES);
  }

  private List<SeenMedia> videos(JsonNode input) throws InterruptedException {
    boolean hasOne = !isAbsent(input.path("video_url"));
    boolean hasList = !isAbsent(input.path("video_urls"));
    if (hasOne == hasList) {
      problems.add(
          problem(
              "value_error",
              hasOne
                  ? "Value error, video_url and video_urls are mutually exclusive"
                  : "Value error, video_urls is required",
              "body"));
      return List.of();
    }
    if (hasList) {
      return list(input, "video_urls", SeenMedia.Kind.VIDEO, MediaReader.VIDEO_TYPES);
    }
    List<SeenMedia> seen = new ArrayList<>();
    read(input.path("video_url"), SeenMedia.Kind.VIDEO, MediaReader.VIDEO_TYPES, seen, "video_url");
    return seen;
  }

  private List<SeenMedia> list(JsonNode input, String field, SeenMedia.Kind kind, Set<String> types)
      throws InterruptedException {
    JsonNode urls = input.path(field);
    List<SeenMedia> seen = new ArrayList<>();
    if (!urls.isArray()) {
      problems.add(problem("list_type", "Input should be a valid list", "body", field));
      return seen;
    }
    if (urls.isEmpty()) {
      problems.add(
          problem("sequence_too_short", "List should have at least 1 item", "body", field));
    }
    for (int i = 0; i < urls.size(); i++) {
      read(urls.get(i), kind, types, seen, field, i);
    }
    return seen;
  }

  private void read(
      JsonNode url, SeenMedia.Kind kind, Set<String> types, List<SeenMedia> seen, Object... where)
      throws InterruptedException {
    Object[] loc = new Object[where.length + 1];
    loc[0] = "body";
    System.arraycopy(where, 0, loc, 1, where.length);
    if (!url.isTextual()) {
      problems.add(problem("string_type", "Input should be a valid string", loc));
      return;
    }
    try {
      seen.add(media.read(kind, url.textValue(), types));
    } catch (MediaRefused e) {
      problems.add(problem(type(kind, e.why()), String.valueOf(e.getMessage()), loc));
    }
  }

  private static String type(SeenMedia.Kind kind, MediaRefused.Why why) {
    return switch (why) {
      case DOWNLOAD_FAILED -> "file_download_error";
      case UNSUPPORTED_TYPE ->
          kind == SeenMedia.Kind.IMAGE ? "unsupported_image_format" : "unsupported_video_format";
      case WRONG_BYTES, BAD_DATA_URI ->
          kind == SeenMedia.Kind.IMAGE ? "image_load_error" : "file_download_error";
      case NOT_A_URL, BAD_YOUTUBE_LINK -> "value_error";
    };
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
