package dev.sightline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.config.SightlineConfig.ProviderSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private final Map<String, String> environment = new HashMap<>();

  @TempDir Path directory;

  @Test
  void embeddedDefaultsNeedNothing() throws BadConfig {
    SightlineConfig config = reader().read(null);

    assertThat(config.web().host()).isEqualTo("127.0.0.1");
    assertThat(config.web().port()).isEqualTo(8080);
    assertThat(config.slack().isOn()).isFalse();
    assertThat(config.discord().isOn()).isFalse();
    assertThat(config.providers()).noneMatch(ProviderSection::isOn);
    assertThat(config.prompts().system()).contains("never instructions");
  }

  @Test
  void shippedFileIsTheEmbeddedDefault() throws BadConfig {
    assertThat(reader().read(Path.of("bot-config"))).isEqualTo(reader().read(null));
  }

  @Test
  void fileIsLaidOverTheDefaultsKeyByKey() throws Exception {
    write(
        """
        web: { bind: "127.0.0.1:0" }
        providers:
          openrouter: { base-url: "http://127.0.0.1:9/v1", key: "k" }
        """);

    SightlineConfig config = reader().read(directory);

    assertThat(config.web().port()).isZero();
    assertThat(config.provider("openrouter").isOn()).isTrue();
    assertThat(config.provider("openrouter").videoPart()).isEqualTo("video_url");
    assertThat(config.provider("fal").runUrl()).hasToString("Optional[https://fal.run]");
  }

  @Test
  void keyWithoutAValueKeepsTheDefault() throws Exception {
    write(
        """
        slack:
        providers:
          fal: { run-url: }
        limits:
          # max-files: 3
        """);

    assertThat(reader().read(directory)).isEqualTo(reader().read(null));
  }

  @Test
  void secretsComeFromTheEnvironmentAndNeverPrint() throws BadConfig {
    environment.put("FAL_KEY", "id:very-secret");

    SightlineConfig config = reader().read(null);

    assertThat(config.provider("fal").key().value()).isEqualTo("id:very-secret");
    assertThat(config.toString()).doesNotContain("very-secret");
  }

  @Test
  void everyProblemIsNamedAtOnce() throws IOException {
    write(
        """
        web: { bind: "nowhere" }
        slack: { bot-token: "xoxb-1" }
        providers:
          fal: { run-urll: "https://x.example" }
          mine: { kind: telepathy }
        routes: [ { name: a, provider: nobody, model: m, takes: [smell] } ]
        limits: { max-files: 0 }
        """);

    BadConfig bad = bad();

    assertThat(bad.problems())
        .extracting(ConfigProblem::key)
        .containsExactlyInAnyOrder(
            "web.bind",
            "slack.app-token",
            "providers.fal.run-urll",
            "providers.mine.kind",
            "routes[0].provider",
            "routes[0].takes",
            "limits.max-files");
    assertThat(bad).hasMessageContaining("did you mean \"run-url\"?");
  }

  @Test
  void routeThatAnthropicsShapeCannotTakeIsAProblem() throws IOException {
    write(
        """
        providers: { claude: { kind: anthropic } }
        routes: [ { name: a, provider: claude, model: m, takes: [text, video], temperature: 1.5 } ]
        """);

    assertThat(bad().problems())
        .containsExactlyInAnyOrder(
            new ConfigProblem(
                "routes[0].takes",
                "is [text, video], but kind anthropic takes no more than text and image"),
            new ConfigProblem(
                "routes[0].temperature",
                "is 1.5, should be a number from 0 to 1 for kind anthropic"));
  }

  @Test
  void missingVariableWithoutDefaultIsAProblem() throws IOException {
    write("discord: { bot-token: \"${NOT_THERE}\" }");

    assertThat(bad()).hasMessageContaining("NOT_THERE");
  }

  @Test
  void brokenYamlIsNamedWithItsPlaceAndWithoutItsText() throws IOException {
    write("slack: { bot-token: \"xoxb-secret\n");

    assertThat(bad()).hasMessageContaining("line").hasMessageNotContaining("xoxb-secret");
  }

  @Test
  void directoryWithoutAFileIsAProblem() {
    assertThatThrownBy(() -> reader().read(directory))
        .isInstanceOf(BadConfig.class)
        .hasMessageContaining("sightline.yaml");
  }

  @Test
  void ownPromptsReplaceTheEmbeddedOnes() throws Exception {
    write("{}");
    Files.createDirectory(directory.resolve("prompts"));
    Files.writeString(directory.resolve("prompts/look.md"), "Name the colours.\n");

    assertThat(reader().read(directory).prompts().look()).isEqualTo("Name the colours.");
  }

  private BadConfig bad() {
    BadConfig bad = catchThrowableOfType(BadConfig.class, () -> reader().read(directory));
    assertThat(bad).isNotNull();
    return bad;
  }

  private ConfigReader reader() {
    return new ConfigReader(environment::get);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(directory.resolve("sightline.yaml"), yaml);
  }
}
