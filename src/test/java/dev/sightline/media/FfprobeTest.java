package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FfprobeTest {
  private static final Duration TIME = Duration.ofSeconds(20);

  @TempDir Path temp;
  private final Ffprobe ffprobe = new Ffprobe(TestMedia.FFMPEG, TIME);

  @ParameterizedTest
  @EnumSource(VideoType.class)
  void measuresEveryContainer(VideoType type) throws Exception {
    Path film = TestMedia.video(temp, "film." + type.extension());

    VideoFacts facts = ffprobe.measure(film).orElseThrow();

    assertThat(facts.duration()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1200));
    assertThat(facts.tracks())
        .anySatisfy(track -> {
          assertThat(track.kind()).isEqualTo("video");
          assertThat(track.widthPx()).isEqualTo(160);
          assertThat(track.heightPx()).isEqualTo(120);
          assertThat(track.framesPerSecond()).isEqualTo(25);
        });
    assertThat(facts.tracks()).anyMatch(track -> track.kind().equals("audio"));
  }

  @Test
  void aPlaylistIsNotFollowed() throws Exception {
    Path film = TestMedia.video(temp, "film.mp4");
    Path playlist =
        Files.writeString(
            temp.resolve("list.mp4"),
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n%s\n#EXT-X-ENDLIST\n".formatted(film));

    assertThat(ffprobe.measure(playlist)).isEmpty();
  }

  @Test
  void absenceIsAnEmptyResult() throws Exception {
    String none = temp.resolve("no-ffprobe").toString();
    Ffprobe absent = new Ffprobe(new Ffmpeg(new FfmpegHome(none, none, Map.of(), "", false)), TIME);

    assertThat(absent.measure(TestMedia.video(temp, "film.mp4"))).isEmpty();
  }
}
