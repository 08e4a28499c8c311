package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an error body says, whatever its shape: OpenAI, OpenRouter, LiteLLM, Anthropic, fal,
/// Ollama, LM Studio, vLLM, Novita, Google, an ingress page or plain text.
///
/// @param codes machine names in lower case, outermost first, such as `insufficient_quota`
/// @param status a status inside the body, or 0
/// @param message for people; without echoes of the input, data URIs and keys
record ProviderError(List<String> codes, int status, @Nullable String requestId, String message) {
  /// Marks a refusal that says which rules of content it follows, without a name of its own.
  static final String MODERATION = "moderation";

  private static final int MAX_DEPTH = 5;
  private static final Pattern TITLE =
      Pattern.compile("<title>([^<]{1,200})", Pattern.CASE_INSENSITIVE);
  private static final Pattern MACHINE_NAME = Pattern.compile("[a-z][a-z0-9_.-]{2,60}");
  private static final Pattern DATA_URI = Pattern.compile("data:[\\w/+.;=-]*,[^\\s\"'<>]*");
  private static final Pattern LONG_RUN = Pattern.compile("[A-Za-z0-9+/=_-]{120,}");
  private static final Pattern KEY =
      Pattern.compile(
          "(?<![A-Za-z])sk-[\\w*-]{6,}"
              + "|(?i:Bearer)(\\s|%20|\\+)+[\\w:.-]{16,}|Key(\\s|%20|\\+)+[\\w:.-]{16,}"
              + "|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{16,}");

  /// What the id of a call looks like, and how long it is at most; our own choice.
  private static final Pattern REQUEST_ID = Pattern.compile("[\\w.:/+=@-]{1,200}");

  ProviderError {
    codes = List.copyOf(codes);
  }

  /// Reads a body.
  static ProviderError read(String body) {
    JsonNode tree = Json.read(body);
    if (tree != null) {
      return read(tree);
    }
    return new ProviderError(List.of(), 0, null, redacted(withoutMarkup(body)));
  }

  /// Reads an `error` value or a whole body.
  static ProviderError read(JsonNode tree) {
    Reading reading = new Reading();
    String message = reading.message(tree, 0);
    return new ProviderError(
        reading.codes, reading.status, reading.requestId, redacted(message.strip()));
  }

  /// What a server calls the id of a call, or null where it cannot be one, but may be anything.
  static @Nullable String requestId(@Nullable String claimed) {
    boolean isId =
        claimed != null
            && REQUEST_ID.matcher(claimed).matches()
            && redacted(claimed).equals(claimed);
    return isId ? claimed : null;
  }

  private static String withoutMarkup(String body) {
    String text = body.strip();
    if (!text.startsWith("<")) {
      return text;
    }
    Matcher title = TITLE.matcher(text);
    return title.find() ? title.group(1).strip() : "an HTML page";
  }

  /// Keys first: a data URI may end in the word that a key is known by. Half a character, which
  /// JSON can hold and UTF-8 cannot, becomes a question mark.
  private static String redacted(String message) {
    String safe = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    safe = KEY.matcher(safe).replaceAll("…");
    safe = DATA_URI.matcher(safe).replaceAll("data:…");
    return LONG_RUN.matcher(safe).replaceAll("…");
  }

  private static final class Reading {
    final List<String> codes = new ArrayList<>();
    int status;
    @Nullable String requestId;

    String message(JsonNode node, int depth) {
      if (depth > MAX_DEPTH) {
        return "";
      }
      if (node.isArray()) {
        StringJoiner all = new StringJoiner("; ");
        all.setEmptyValue("");
        for (JsonNode element : node) {
          String one = message(element, depth + 1);
          if (!one.isEmpty()) {
            all.add(one);
          }
        }
        return all.toString();
      }
      if (node.isObject()) {
        return ofObject(node, depth);
      }
      return node.isTextual() ? ofText(node.textValue(), depth) : "";
    }

    /// LiteLLM puts the whole error of a provider behind it into the message, as JSON.
    private String ofText(String text, int depth) {
      if (text.startsWith("{")) {
        JsonNode inner = Json.read(text);
        if (inner != null) {
          return message(inner, depth + 1);
        }
      }
      return text.startsWith("<") ? withoutMarkup(text) : text;
    }

    private String ofObject(JsonNode node, int depth) {
      for (String field : List.of("type", "error_type", "code", "reason", "error", "status")) {
        code(node.path(field));
      }
      if (requestId == null) {
        requestId = ProviderError.requestId(node.path("request_id").textValue());
      }
      JsonNode metadata = node.path("metadata");
      code(metadata.path("error_type"));
      if (!metadata.path("reasons").isEmpty() || !metadata.path("patterns").isEmpty()) {
        codes.add(MODERATION);
      }

      StringJoiner parts = new StringJoiner(": ");
      parts.setEmptyValue("");
      for (String field : List.of("error", "detail", "message", "msg")) {
        JsonNode value = node.path(field);
        boolean isName = field.equals("error") && hasWords(node);
        String part = isName && value.isTextual() ? "" : message(value, depth + 1);
        if (!part.isEmpty()) {
          parts.add(field.equals("msg") ? place(node.path("loc")) + part : part);
        }
      }
      String raw = message(metadata.path("raw"), depth + 1);
      if (!raw.isEmpty()) {
        parts.add(raw);
      }
      return parts.toString();
    }

    private static boolean hasWords(JsonNode node) {
      return node.path("message").isTextual() || node.path("detail").isTextual();
    }

    private static String place(JsonNode loc) {
      StringJoiner path = new StringJoiner(".", "", ": ");
      path.setEmptyValue("");
      for (JsonNode step : loc) {
        path.add(step.asText());
      }
      return path.toString();
    }

    private void code(JsonNode value) {
      if (value.canConvertToInt()) {
        status(value.intValue());
      } else if (value.isTextual()) {
        String name = value.textValue().toLowerCase(Locale.ROOT);
        if (name.length() == 3 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
          status(Integer.parseInt(name));
        } else if (MACHINE_NAME.matcher(name).matches() && redacted(name).equals(name)) {
          codes.add(name);
        }
      }
    }

    private void status(int value) {
      if (status == 0 && value >= 400 && value < 600) {
        status = value;
      }
    }
  }
}
