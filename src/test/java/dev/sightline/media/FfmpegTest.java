package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FfmpegTest {
  private static final Duration TIME = Duration.ofSeconds(20);

  /// Runs a script in the place of a program.
  private static final Ffmpeg SHELL =
      new Ffmpeg(new FfmpegHome("/bin/sh", "/bin/sh", Map.of(), "1", false));

  @TempDir Path temp;

  @Test
  void oursIsTaken() throws Exception {
    Ffmpeg.Status status = TestMedia.FFMPEG.status();

    assertThat(status.isOurs()).as(status.problem()).isTrue();
    assertThat(status.version()).matches("\\d+\\.\\d+.*");
  }

  @Test
  void theSystemsIsTakenWhereOursCannotBeUnpacked() throws Exception {
    Path noFolder = Files.createFile(temp.resolve("file"));

    Ffmpeg.Status status = search(noFolder, System.getenv("PATH")).status();

    assertThat(status.isThere()).isTrue();
    assertThat(status.isOurs()).isFalse();
    assertThat(status.problem()).contains("could not be unpacked");
  }

  @Test
  void theSystemsIsTakenWhereOursDoesNotStart() throws Exception {
    Path folder = new FfmpegArchive().unpackedIn(temp).orElseThrow();
    // The right size, and no library.
    Path library = folder.resolve("libavutil.so.60");
    Files.write(library, new byte[(int) Files.size(library)]);

    Ffmpeg.Status status = search(temp, System.getenv("PATH")).status();

    assertThat(status.isThere()).isTrue();
    assertThat(status.isOurs()).isFalse();
    assertThat(status.problem()).contains("libavutil.so.60");
  }

  @Test
  void whereThereIsNoneNothingStarts() throws Exception {
    Path noFolder = Files.createFile(temp.resolve("file"));
    Ffmpeg none = search(noFolder, temp.toString());

    assertThat(none.status().isThere()).isFalse();
    assertThat(none.run(List.of("-version"), ChildLimits.talking(TIME), line -> {}).cause())
        .isEqualTo(ChildEnd.Cause.NOT_STARTED);
  }

  @Test
  void aChildThatHangsIsKilled() throws Exception {
    Path pid = temp.resolve("pid");
    String script = script("echo $$ > " + pid + "; exec sleep 60");

    ChildEnd end =
        SHELL.probe(List.of(script), ChildLimits.writing(Duration.ofSeconds(2), 512), line -> {});

    assertThat(end.cause()).isEqualTo(ChildEnd.Cause.KILLED);
    assertIsGone(pid);
  }

  @Test
  void aChildThatWritesWithoutEndIsKilled() throws Exception {
    ChildEnd end = SHELL.probe(List.of(script("exec yes")), ChildLimits.talking(TIME), line -> {});

    assertThat(end.cause()).isEqualTo(ChildEnd.Cause.KILLED);
  }

  @Test
  void anInterruptKillsTheChild() throws Exception {
    Path pid = temp.resolve("pid");
    String script = script("echo $$ > " + pid + "; echo started; exec sleep 60");
    Thread asking =
        Thread.ofVirtual()
            .unstarted(() -> {
              Thread self = Thread.currentThread();
              try {
                SHELL.probe(
                    List.of(script), ChildLimits.writing(TIME, 512), line -> self.interrupt());
              } catch (InterruptedException expected) {
                self.interrupt();
              }
            });

    asking.start();
    asking.join();

    assertIsGone(pid);
  }

  @Test
  void aFileThatGrowsTooLargeEndsTheChild() throws Exception {
    Path film = temp.resolve("film.avi");

    ChildEnd end =
        TestMedia.FFMPEG.run(
            List.of("-f", "lavfi", "-i", "testsrc=d=60", "-c:v", "rawvideo", film.toString()),
            ChildLimits.writing(TIME, 100_000),
            line -> {});

    assertThat(end.isWell()).isFalse();
    assertThat(Files.size(film)).isLessThanOrEqualTo(100_352);
  }

  @Test
  void theKernelHoldsTheLimits() throws Exception {
    List<String> lines = new ArrayList<>();

    String script = script("ulimit -v; ulimit -f; ulimit -c; nice");
    SHELL.probe(List.of(script), new ChildLimits(TIME, 300_000_000, 10_240, 1000), lines::add);

    assertThat(lines).containsExactly("292968", "20", "0", "10");
  }

  @Test
  void theChildSeesNothingOfOurEnvironment() throws Exception {
    List<String> lines = new ArrayList<>();

    SHELL.probe(List.of(script("env")), ChildLimits.talking(TIME), lines::add);

    assertThat(lines)
        .extracting(line -> line.replaceFirst("=.*", ""))
        .containsOnly("PATH", "PWD")
        .doesNotHaveDuplicates();
  }

  @Test
  void noOtherFileAndNoHostIsOpened() throws Exception {
    Path film = TestMedia.video(temp, "film.mp4");
    Path list =
        Files.writeString(
            temp.resolve("list.mp4"), "ffconcat version 1.0\nfile '%s'\n".formatted(film));
    List<String> words = new ArrayList<>(Ffmpeg.input(list, Ffprobe.CONTAINERS));
    words.addAll(List.of("-c", "copy", temp.resolve("out.mp4").toString()));

    ChildEnd end = TestMedia.FFMPEG.run(words, ChildLimits.writing(TIME, 1_000_000), line -> {});

    assertThat(end.cause()).isEqualTo(ChildEnd.Cause.BADLY);
  }

  private static Ffmpeg search(Path cache, String path) {
    return new Ffmpeg(new FfmpegSearch(new FfmpegArchive(), cache, path));
  }

  private static void assertIsGone(Path pidFile) throws Exception {
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    Awaitility.await()
        .atMost(TIME)
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private String script(String body) throws Exception {
    return Files.writeString(temp.resolve("script"), body + "\n").toString();
  }
}
