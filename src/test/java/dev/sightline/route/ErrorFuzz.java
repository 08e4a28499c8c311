package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteRefused;
import dev.sightline.fuzz.Broken;
import dev.sightline.fuzz.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/// Whatever a provider answers becomes an error with a message of bounded length, in which nothing
/// stands that the call held: no key, no picture.
public final class ErrorFuzz {
  /// What calls hold, each as providers repeat it, with the part that must not be kept.
  private static final List<Secret> SECRETS =
      List.of(
          new Secret("sk-or-v1-0123456789abcdef0123", "0123456789abcdef0123"),
          new Secret("sk-ant-api03-AbC_d-9876543210", "AbC_d-9876543210"),
          new Secret("Bearer mk_0123456789abcdefghij", "mk_0123456789abcdefghij"),
          new Secret("bearer%20mk_0123456789abcdefghij", "mk_0123456789abcdefghij"),
          new Secret(
              "Key 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0:00112233445566778899aabbccddeeff",
              "00112233445566778899aabbccddeeff"),
          new Secret(
              "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0:00112233445566778899aabbccddeeff",
              "00112233445566778899aabbccddeeff"),
          new Secret("data:image/png;base64," + "iVBORw0KGgo".repeat(30), "iVBORw0KGgoiVBORw0KGgo"),
          new Secret("iVBORw0KGgo".repeat(40), "iVBORw0KGgoiVBORw0KGgo"));

  private static final List<String> NAMES =
      List.of(
          "error",
          "detail",
          "message",
          "msg",
          "type",
          "code",
          "status",
          "reason",
          "loc",
          "input",
          "metadata",
          "raw",
          "request_id",
          "error_type",
          "reasons",
          "patterns",
          "param");

  private static final List<String> WORDS =
      List.of(
          "",
          "no",
          "invalid_request_error",
          "500",
          "429",
          "1e999",
          "-1",
          "<title>Bad gateway",
          "{\"error\":{\"message\":\"inner\"}}",
          "model not found",
          "🐈",
          "\n",
          "a.b");

  private static final List<String> WAITS =
      List.of(
          "30", "0.5", "-1", "99999999999999999999", "soon", "Sat, 21 Nov 2026 12:01:00 GMT", "");

  private static final Request REQUEST = new Request.Builder().url("http://model.test/").build();
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final int MAX_DEPTH = 7;

  private ErrorFuzz() {}

  /// @param written as it stands in a header or body of a call
  /// @param part what gives it away
  private record Secret(String written, String part) {
    /// What an input holds that gives it away by itself: a neighbour may add the rest.
    String middle() {
      return part.substring(part.length() / 4, part.length() * 3 / 4);
    }
  }

  /// Bodies as providers send them; the first byte says how to read the rest.
  public static List<byte[]> seeds() {
    Stream<String> bodies =
        Stream.concat(
            Stream.of(ErrorShapes.fal(), ErrorShapes.chat(), ErrorShapes.anthropic())
                .flatMap(shapes -> shapes.map(shape -> String.valueOf(shape.get()[1]))),
            SECRETS.stream()
                .map(secret -> "{\"error\":{\"message\":\"a " + secret.written + "\"}}"));
    Stream<String> built =
        Stream.of("\0\0\1\2\3\4\5\6\7\10\11\12\13\14\15", "\0\7\7\7\7\7\7\7\7\7");
    return Stream.concat(bodies.map(body -> "\1\0\0" + body), built)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// Called by Jazzer.
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    boolean isRaw = input.isOdd();
    int status = 300 + input.next() + input.next() % 45;
    if (isRaw) {
      look(status, Headers.of(), new String(input.rest(), StandardCharsets.UTF_8), List.of());
      return;
    }
    Headers headers =
        Headers.of(
            "Retry-After", input.oneOf(WAITS),
            "Retry-After-Ms", input.oneOf(WAITS),
            "X-Fal-Retryable", input.oneOf(List.of("true", "false", "maybe")),
            "X-Fal-Error-Type", input.oneOf(List.of("", "timeout", "internal_error")),
            "x-request-id", "x".repeat(input.next() * 40 % 5_000));
    String given = new String(bytes, StandardCharsets.UTF_8);
    boolean isGivenAway = SECRETS.stream().anyMatch(secret -> given.contains(secret.middle()));
    String body = node(input, 0).toString();
    look(status, headers, body, isGivenAway ? List.of() : SECRETS);
  }

  private static JsonNode node(FuzzInput input, int depth) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    int kind = input.below(depth < MAX_DEPTH ? 8 : 5);
    return switch (kind) {
      case 0 -> json.textNode(input.oneOf(WORDS));
      case 1 -> json.textNode(around(input));
      case 2 -> json.numberNode(input.next() * 4 - 100);
      case 3 -> json.textNode(input.text(input.below(64)));
      case 4 -> json.nullNode();
      case 5 -> {
        ArrayNode array = json.arrayNode();
        for (int left = input.below(5); left > 0; left--) {
          array.add(node(input, depth + 1));
        }
        yield array;
      }
      case 6 -> json.textNode(node(input, depth + 1).toString());
      default -> {
        ObjectNode object = json.objectNode();
        for (int left = input.below(6); left > 0; left--) {
          object.set(input.oneOf(NAMES), node(input, depth + 1));
        }
        yield object;
      }
    };
  }

  /// A secret in a sentence, in a URL, or alone.
  private static String around(FuzzInput input) {
    String before = input.oneOf(List.of("", "wrong: ", "/?a=", "(", "'", "%20", "1", "é", "a,"));
    return before
        + input.oneOf(SECRETS).written
        + input.oneOf(List.of("", " end", "'", ")", "\n", "."));
  }

  private static void look(int status, Headers headers, String body, List<Secret> secrets) {
    try (Response response = response(status, headers, body)) {
      look(Fault.read("fal", response, CLOCK), secrets);
    }
    JsonNode tree = Json.read(body);
    if (tree != null) {
      look(Fault.inside("fal", headers, tree), secrets);
    }
  }

  private static void look(Fault fault, List<Secret> secrets) {
    ProviderNote note = fault.note();
    String said = note.toString() + raised(fault);
    Broken.unless(!note.message().isBlank(), "no message");
    Broken.unless(note.message().length() <= ProviderNote.MAX_MESSAGE_CHARS, "a long message");
    Broken.unless(
        said.length() <= 3 * ProviderNote.MAX_MESSAGE_CHARS, "a long note", said.length());
    Broken.unless(isWellFormed(note.message()), "half a character", note.message());
    for (Secret secret : secrets) {
      Broken.unless(!said.contains(secret.part), "says a secret", secret.part, said);
    }
    Duration wait = fault.retryAfter();
    Broken.unless(
        wait == null || (!wait.isNegative() && wait.compareTo(Duration.ofDays(1)) <= 0),
        "a wait out of bounds");
  }

  private static String raised(Fault fault) {
    try {
      return String.valueOf(fault.raise().getMessage());
    } catch (RouteRefused e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static boolean isWellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static Response response(int status, Headers headers, String body) {
    return new Response.Builder()
        .request(REQUEST)
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("")
        .headers(headers)
        .body(ResponseBody.create(body, null))
        .build();
  }
}
