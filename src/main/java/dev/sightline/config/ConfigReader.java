package dev.sightline.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a directory with `sightline.yaml`, `models.yaml` and `prompts/`, laid over the embedded
/// defaults. Models of `sightline.yaml` follow those of `models.yaml`.
public final class ConfigReader {
  private static final String FILE = "sightline.yaml";
  private static final String MODELS_FILE = "models.yaml";
  private static final String MODELS = "models";
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:([^}]*))?}");

  private final ObjectMapper yaml = new YAMLMapper();
  private final Function<String, @Nullable String> environment;

  /// Makes a reader.
  ///
  /// @param environment the value of an environment variable, or null
  public ConfigReader(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /// The configuration of `directory`; null for the embedded defaults alone.
  ///
  /// @throws BadConfig with every problem at once; nothing has been started by then
  public SightlineConfig read(@Nullable Path directory) throws BadConfig {
    List<ConfigProblem> problems = new ArrayList<>();
    JsonNode tree = parsed(embedded(FILE), "embedded " + FILE, problems);
    String shownFile = "the embedded defaults";
    if (directory != null) {
      Path file = directory.resolve(FILE);
      shownFile = file.toString();
      tree = laidOver(tree, parsed(contents(file, problems), shownFile, problems));
    }
    JsonNode substituted = substituted("", withModels(directory, tree, problems), problems);
    if (!problems.isEmpty()) {
      throw new BadConfig(shownFile, problems);
    }
    SightlineConfig config =
        new ConfigSections(prompts(directory, problems)).read(substituted, problems);
    if (!problems.isEmpty()) {
      throw new BadConfig(shownFile, problems);
    }
    return config;
  }

  private JsonNode withModels(
      @Nullable Path directory, JsonNode tree, List<ConfigProblem> problems) {
    Path file = directory == null ? null : directory.resolve(MODELS_FILE);
    JsonNode known =
        file != null && Files.exists(file)
            ? parsed(contents(file, problems), file.toString(), problems)
            : parsed(embedded(MODELS_FILE), "embedded " + MODELS_FILE, problems);
    if (!(known.path(MODELS) instanceof ArrayNode models)
        || !(tree instanceof ObjectNode all)
        || !(all.path(MODELS) instanceof ArrayNode || all.path(MODELS).isMissingNode())) {
      return tree;
    }
    ObjectNode whole = all.deepCopy();
    ArrayNode both = models.deepCopy();
    all.path(MODELS).forEach(both::add);
    whole.set(MODELS, both);
    return whole;
  }

  private static String contents(Path file, List<ConfigProblem> problems) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      problems.add(
          new ConfigProblem(
              file.toString(),
              "cannot be read (%s); name a directory that has a %s with --config"
                  .formatted(e.getClass().getSimpleName(), FILE)));
      return "";
    }
  }

  private static String embedded(String name) {
    try (InputStream in = ConfigReader.class.getResourceAsStream("/bot-config/" + name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: bot-config/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("bot-config/" + name, e);
    }
  }

  private JsonNode parsed(String text, String file, List<ConfigProblem> problems) {
    try {
      JsonNode tree = yaml.readTree(text);
      return tree == null || tree.isMissingNode() || tree.isNull()
          ? JsonNodeFactory.instance.objectNode()
          : tree;
    } catch (JsonProcessingException e) {
      problems.add(
          new ConfigProblem(
              file,
              "is not YAML at line %d, column %d; check indentation and quotes"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr())));
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /// Mappings are merged key by key; a key without a value changes nothing; everything else is
  /// replaced.
  private static JsonNode laidOver(JsonNode below, JsonNode above) {
    if (above.isNull()) {
      return below;
    }
    if (!(below instanceof ObjectNode) || !(above instanceof ObjectNode)) {
      return above;
    }
    ObjectNode merged = below.deepCopy();
    for (Map.Entry<String, JsonNode> entry : above.properties()) {
      JsonNode underneath = merged.get(entry.getKey());
      merged.set(
          entry.getKey(),
          underneath == null ? entry.getValue() : laidOver(underneath, entry.getValue()));
    }
    return merged;
  }

  private JsonNode substituted(String path, JsonNode node, List<ConfigProblem> problems) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
          result.set(entry.getKey(), substituted(at, entry.getValue(), problems));
        }
        yield result;
      }
      case ArrayNode array -> {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < array.size(); i++) {
          result.add(substituted(path + "[" + i + "]", array.get(i), problems));
        }
        yield result;
      }
      case TextNode text -> TextNode.valueOf(substituted(path, text.textValue(), problems));
      default -> node;
    };
  }

  private String substituted(String path, String text, List<ConfigProblem> problems) {
    return VARIABLE
        .matcher(text)
        .replaceAll(variable -> {
          String value = environment.apply(variable.group(1));
          String fallback = variable.group(3);
          if (value == null && fallback == null) {
            problems.add(
                new ConfigProblem(
                    path,
                    "needs the environment variable %1$s, which is not set; set it or write ${%1$s:default}"
                        .formatted(variable.group(1))));
          }
          return Matcher.quoteReplacement(value != null ? value : fallback != null ? fallback : "");
        });
  }

  private static SightlineConfig.Prompts prompts(
      @Nullable Path directory, List<ConfigProblem> problems) {
    return new SightlineConfig.Prompts(
        prompt(directory, "system.md", problems),
        prompt(directory, "look.md", problems),
        prompt(directory, "watch.md", problems));
  }

  private static String prompt(
      @Nullable Path directory, String name, List<ConfigProblem> problems) {
    if (directory != null) {
      Path file = directory.resolve("prompts").resolve(name);
      if (Files.exists(file)) {
        return contents(file, problems).strip();
      }
    }
    return embedded("prompts/" + name).strip();
  }
}
