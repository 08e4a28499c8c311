package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfflineRouteTest {
  private static final MediaRef.Inline PICTURE =
      new MediaRef.Inline(MediaKind.IMAGE, "my\ncat.png", "image/png", Path.of("cat.png"), 1234);

  @Test
  void saysThatNoModelIsConfiguredAtNoCost() throws Exception {
    var events = ask(media -> "", Scene.prompt("what is love?"));

    assertThat(Scene.texts(events))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("No model is configured");
    assertThat(events)
        .endsWith(
            new AnswerEvent.Spent(new Usage(0, 0, BigDecimal.ZERO)),
            new AnswerEvent.Finish("offline", AnswerEvent.Ending.COMPLETE));
  }

  @Test
  void tellsWhatIsMeasured() throws Exception {
    var events = ask(media -> "PNG, 8 × 6 pixels", Scene.prompt("what?", PICTURE));

    assertThat(String.join("", Scene.texts(events)))
        .endsWith(" What I can measure:\n- my cat.png: PNG, 8 × 6 pixels");
  }

  @Test
  void fileThatCannotBeMeasuredIsNamedWithWhatIsKnown() throws Exception {
    OfflineRoute.Measure broken =
        media -> {
          throw new IOException("no picture");
        };

    var events = ask(broken, Scene.prompt("what?", PICTURE));

    assertThat(Scene.texts(events)).last().asString().contains("image/png, 1,234 bytes");
  }

  @Test
  void linksAreNotOpened() throws Exception {
    var events =
        ask(
            media -> "never",
            Scene.prompt(
                "what?", Scene.remote(MediaKind.YOUTUBE, "https://www.youtube.com/watch?v=x")));

    assertThat(Scene.texts(events)).last().asString().contains("did not open");
  }

  private static List<AnswerEvent> ask(OfflineRoute.Measure measure, Prompt prompt)
      throws InterruptedException {
    List<AnswerEvent> events = new ArrayList<>();
    new OfflineRoute(measure).ask(OfflineRoute.ROUTE, prompt, events::add);
    return events;
  }
}
