package dev.sightline.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/// Reads what providers send. Amounts of money stay the decimal digits that came.
final class Json {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private Json() {}

  /// The tree, or null where the text is not one whole JSON value.
  static @Nullable JsonNode read(String text) {
    try {
      JsonNode tree = READER.readTree(text);
      return tree.isMissingNode() ? null : tree;
    } catch (JsonProcessingException | NumberFormatException e) {
      // The second of a number whose exponent has too many digits, which Jackson lets through.
      return null;
    }
  }

  /// The text of a node, or empty where it is no text.
  static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }
}
