package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// docs/routes.md tells what is tested; `-Dsightline.write-docs=true` writes it anew.
class RoutesPageTest {
  private static final Path PAGE = Path.of("docs/routes.md");

  @Test
  void pageIsWhatTheCellsSay() throws Exception {
    if (Boolean.getBoolean("sightline.write-docs")) {
      Files.writeString(PAGE, RoutesPage.markdown());
    }

    assertThat(PAGE).content().isEqualTo(RoutesPage.markdown());
  }
}
