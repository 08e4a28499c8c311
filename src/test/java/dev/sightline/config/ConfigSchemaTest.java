package dev.sightline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the schema that editors use against the reader that decides.
class ConfigSchemaTest {
  private static final Path SHIPPED = Path.of("bot-config");
  private static final String UNKNOWN_KEY = "zzzzzzzzzzzzzzzzzzzz";

  /// Every mapping with fixed keys: where its schema is, and a file with the text %s inside it.
  private static final List<Place> PLACES =
      List.of(
          new Place("", "%s"),
          new Place("/properties/store", "store: { %s }"),
          new Place("/properties/web", "web: { %s }"),
          new Place("/properties/slack", "slack: { %s }"),
          new Place("/properties/discord", "discord: { %s }"),
          new Place("/properties/rights", "rights: { %s }"),
          new Place("/properties/budgets", "budgets: { %s }"),
          new Place("/$defs/budget", "budgets: { limits: [ { %s } ] }"),
          new Place("/properties/currency", "currency: { %s }"),
          new Place("/properties/limits", "limits: { %s }"),
          new Place("/properties/retention", "retention: { %s }"),
          new Place("/properties/guard", "guard: { %s }"),
          new Place("/$defs/provider", "providers: { mine: { %s } }"),
          new Place("/$defs/route", "routes: [ { %s } ]"),
          new Place("/$defs/price", "prices: [ { %s } ]"),
          new Place("/$defs/model", "models: [ { %s } ]"),
          new Place("/properties/catalogue", "catalogue: { %s }"),
          new Place("/$defs/channel", "channels: { C1: { %s } }"));

  private final ObjectMapper yaml = new YAMLMapper();
  private final JsonSchemaFactory schemas =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  @TempDir Path directory;

  @Test
  void schemaIsOne() throws IOException {
    assertThat(schemas.getSchema(SchemaLocation.of(SchemaId.V202012)).validate(schema())).isEmpty();
  }

  @Test
  void shippedFileFits() throws IOException {
    assertThat(complaints(Files.readString(SHIPPED.resolve("sightline.yaml")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "slack:",
        "limits: { max-files: \"${MAX_FILES:5}\", hold-usd: 0 }",
        "providers: { mine: { kind: openai, free: \"${FREE:true}\" } }",
        "web: { bind: \"[::1]:0\" }",
        "channels: { C1: { video-links: summarise } }",
        "budgets: { limits: [ { of: person, per: day, usd: \"${DAILY:2}\" } ] }",
        "budgets: { limits: [ { of: total, per: rolling-744h, usd: 2, only: [U1] } ] }",
        "budgets: { limits: [ { of: group, per: day, usd: 1, only: [S1] } ] }",
        "currency: { code: EUR, per-usd: 0.92, as-of: 2026-11-20 }",
        "currency: { code: JPY, per-usd: \"${RATE:156.4}\", as-of: \"${RATE_DAY:2026-11-20}\" }",
        "rights: { allow: [U1, 112233445566778899], channels: [direct, C1] }",
        "store: { url: \"jdbc:postgresql://u:p@h/n\" }"
      })
  void whatTheReaderTakesFits(String file) throws Exception {
    Files.writeString(directory.resolve("sightline.yaml"), file);
    new ConfigReader(name -> null).read(directory);

    assertThat(complaints(file)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stroe: {}",
        "limits: { max-file: 3 }",
        "limits: { max-files: many }",
        "limits: { max-files: 0 }",
        "limits: { hold-usd: -1 }",
        "web: { bind: nowhere }",
        "slack: { file-hosts: files.slack.com }",
        "slack: { api-url: slack.com }",
        "slack: { stream-in-channels: sometimes }",
        "discord: { gateway-url: \"https://discord.gg\" }",
        "providers: { mine: { kind: telepathy } }",
        "providers: [ fal ]",
        "routes: [ { name: a, provider: fal, model: m, takes: [smell] } ]",
        "routes: [ { name: a, provider: fal, takes: [text] } ]",
        "prices: [ { model: m, source: s, date: yesterday } ]",
        "budgets: { limits: [ { of: person, per: day } ] }",
        "budgets: { limits: [ { of: cat, per: day, usd: 1 } ] }",
        "budgets: { limits: [ { of: group, per: day, usd: 1 } ] }",
        "budgets: { limits: [ { of: person, per: rolling-745h, usd: 1 } ] }",
        "currency: { code: euro }",
        "currency: { per-usd: 0 }",
        "currency: { as-of: yesterday }",
        "rights: { allow: U1 }",
        "store: { url: \"jdbc:mysql://h/n\" }"
      })
  void whatTheReaderRefusesDoesNotFit(String file) throws IOException {
    problems(file);

    assertThat(complaints(file)).isNotEmpty();
  }

  @ParameterizedTest
  @FieldSource("PLACES")
  void schemaKnowsTheKeysThatTheReaderAsksFor(Place place) throws IOException {
    String file = place.file().formatted(UNKNOWN_KEY + ": 1");

    String keys = String.join(", ", place.properties(schema()).keySet());

    assertThat(problemAbout(UNKNOWN_KEY, problems(file))).endsWith("known here: " + keys);
  }

  @ParameterizedTest
  @FieldSource("PLACES")
  void schemaKnowsTheChoicesThatTheReaderGives(Place place) throws IOException {
    for (Map.Entry<String, JsonNode> property : place.properties(schema()).entrySet()) {
      JsonNode any = property.getValue().at("/anyOf/0");
      List<String> choices = texts(any.path("enum"));
      if (any.path("type").asText().equals("boolean")) {
        choices = List.of("true", "false");
      }
      if (!choices.isEmpty()) {
        String file = place.file().formatted(property.getKey() + ": no-such-choice");

        assertThat(problemAbout(property.getKey(), problems(file)))
            .endsWith("should be one of " + String.join(", ", choices));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("PLACES")
  void schemaKnowsTheRangesThatTheReaderTakes(Place place) throws IOException {
    for (Map.Entry<String, JsonNode> property : place.properties(schema()).entrySet()) {
      JsonNode any = property.getValue().at("/anyOf/0");
      if (any.has("minimum")) {
        String file = place.file().formatted(property.getKey() + ": -1");

        assertThat(problemAbout(property.getKey(), problems(file)))
            .endsWith(
                "number from %s to %s"
                    .formatted(any.get("minimum").asText(), any.get("maximum").asText()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "store",
        "web",
        "slack",
        "discord",
        "rights",
        "budgets",
        "currency",
        "limits",
        "retention",
        "guard"
      })
  void schemaTellsTheShippedDefaults(String section) throws IOException {
    JsonNode shipped = yaml.readTree(SHIPPED.resolve("sightline.yaml").toFile()).get(section);

    Place.of("/properties/" + section)
        .properties(schema())
        .forEach((key, property) ->
            assertThat(property.get("default")).as(key).isEqualTo(shipped.get(key)));
  }

  @Test
  void everyKeyIsDescribed() throws IOException {
    for (Place place : PLACES) {
      assertThat(place.properties(schema()))
          .isNotEmpty()
          .allSatisfy((key, property) ->
              assertThat(property.path("description").asText()).as(key).isNotEmpty());
    }
  }

  private List<String> complaints(String file) throws IOException {
    JsonNode tree = yaml.readTree(file);
    JsonNode read = tree.isMissingNode() ? yaml.nullNode() : tree;
    return schemas.getSchema(schema()).validate(read).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(SHIPPED.resolve("sightline.schema.json").toFile());
  }

  private List<ConfigProblem> problems(String file) throws IOException {
    Files.writeString(directory.resolve("sightline.yaml"), file);
    BadConfig bad =
        catchThrowableOfType(BadConfig.class, () -> new ConfigReader(name -> null).read(directory));
    assertThat(bad).as(file).isNotNull();
    return bad.problems();
  }

  private static String problemAbout(String key, List<ConfigProblem> problems) {
    return problems.stream()
        .filter(problem -> Stream.of(problem.key().split("\\.")).toList().getLast().equals(key))
        .map(ConfigProblem::sentence)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no problem about %s: %s".formatted(key, problems)));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  record Place(String pointer, String file) {
    static Place of(String pointer) {
      return PLACES.stream()
          .filter(place -> place.pointer().equals(pointer))
          .findFirst()
          .orElseThrow();
    }

    Map<String, JsonNode> properties(JsonNode schema) {
      JsonNode place = schema.at(JsonPointer.compile(pointer));
      assertThat(place.path("additionalProperties").asBoolean(true)).as(pointer).isFalse();
      Map<String, JsonNode> properties = new LinkedHashMap<>();
      place
          .get("properties")
          .properties()
          .forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
      return properties;
    }
  }
}
