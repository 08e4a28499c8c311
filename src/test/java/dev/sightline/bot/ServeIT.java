package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `./sightline serve`, as a process, where it cannot start.
@ResourceLock("commands")
class ServeIT {
  @TempDir Path folder;

  @Test
  void openPageWithoutATokenIsRefusedInOneSentence() throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/s.db", work-dir: "%1$s/media" }
        web: { bind: "0.0.0.0:0" }
        """
            .formatted(folder));

    Launched serve = Launched.run(folder, Map.of(), "--config", folder.toString(), "serve");

    assertThat(serve.exitCode()).isEqualTo(2);
    assertThat(serve.err()).contains("SIGHTLINE_ADMIN_TOKEN").doesNotContain("\tat ");
  }
}
