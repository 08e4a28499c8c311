package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FfprobeTest {
  @TempDir Path temp;
  private final Ffprobe ffprobe = new Ffprobe("ffprobe", Duration.ofSeconds(20));

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
  void saysItsVersion() throws Exception {
    assertThat(ffprobe.version()).get().asString().startsWith("ffprobe version");
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
    Ffprobe absent = new Ffprobe(temp.resolve("no-ffprobe").toString(), Duration.ofSeconds(5));

    assertThat(absent.version()).isEmpty();
  }

  @Test
  void aChildThatHangsIsKilled() throws Exception {
    Path pidFile = temp.resolve("pid");
    Ffprobe hanging =
        new Ffprobe(script("echo $$ > " + pidFile + "; exec sleep 60"), Duration.ofMillis(500));

    assertThat(hanging.version()).isEmpty();
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    ProcessHandle.of(pid).ifPresent(child -> child.onExit().join());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aChildThatWritesWithoutEndIsKilled() throws Exception {
    Ffprobe chatty = new Ffprobe(script("exec yes"), Duration.ofSeconds(20));

    assertThat(chatty.version()).isEmpty();
  }

  private String script(String body) throws Exception {
    Path script = Files.writeString(temp.resolve("script"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }
}
