package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FalWayTest {
  private static final URI URL = URI.create("https://example.org/v.mp4");
  private static final long MOST = FalWay.MAX_STREAMED_VIDEO_BYTES;

  @Test
  void textIsStreamed() {
    assertThat(auto()).isEqualTo(FalWay.STREAM);
  }

  @Test
  void picturesAreStreamedHoweverLarge() {
    assertThat(auto(remote(MediaKind.IMAGE, 0), remote(MediaKind.IMAGE, 10 * MOST)))
        .isEqualTo(FalWay.STREAM);
  }

  @Test
  void videoOnYoutubeIsOfUnknownLength() {
    assertThat(auto(remote(MediaKind.YOUTUBE, 0))).isEqualTo(FalWay.QUEUE);
  }

  @Test
  void linkedVideoOfUnknownSizeIsQueued() {
    assertThat(auto(remote(MediaKind.VIDEO, 0))).isEqualTo(FalWay.QUEUE);
  }

  @Test
  void shortVideoIsStreamed() {
    assertThat(auto(remote(MediaKind.VIDEO, MOST))).isEqualTo(FalWay.STREAM);
  }

  @Test
  void longVideoIsQueuedAlsoInsideTheCall() {
    MediaRef inline =
        new MediaRef.Inline(MediaKind.VIDEO, "v.mp4", "video/mp4", Path.of("v.mp4"), MOST + 1);

    assertThat(auto(inline)).isEqualTo(FalWay.QUEUE);
  }

  @Test
  void shortVideosAreLongTogether() {
    assertThat(auto(remote(MediaKind.VIDEO, MOST / 2 + 1), remote(MediaKind.VIDEO, MOST / 2)))
        .isEqualTo(FalWay.QUEUE);
  }

  @Test
  void nothingIsQueuedWithoutAQueue() {
    assertThat(FalWay.of(FalSettings.Way.AUTO, false, List.of(remote(MediaKind.YOUTUBE, 0))))
        .isEqualTo(FalWay.STREAM);
  }

  @ParameterizedTest
  @CsvSource({"RUN, RUN", "STREAM, STREAM", "QUEUE, QUEUE"})
  void configurationHasTheLastWord(FalSettings.Way wanted, FalWay way) {
    assertThat(FalWay.of(wanted, true, List.of())).isEqualTo(way);
    assertThat(FalWay.of(wanted, true, List.of(remote(MediaKind.YOUTUBE, 0)))).isEqualTo(way);
  }

  private static FalWay auto(MediaRef... sent) {
    return FalWay.of(FalSettings.Way.AUTO, true, List.of(sent));
  }

  private static MediaRef remote(MediaKind kind, long sizeBytes) {
    return new MediaRef.Remote(kind, "v", URL, sizeBytes);
  }
}
