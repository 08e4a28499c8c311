package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.NotDecoded.Why;
import dev.sightline.media.Probed.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What a hostile picture costs: its child process, and nothing else.
@ResourceLock(TestMedia.BOTH_CORES)
final class PictureProcessesTest {
  private static final MediaRules RULES =
      new MediaRules(
          300, 1_000_000, 0, 10, 0, Set.of("image/jpeg"), MediaRules.Transport.INLINE_ONLY, false);

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path temp;
  private MediaFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system());
  }

  @Test
  void onePictureWithTooMuchInsideDoesNotCostTheNext() throws Exception {
    try (ImageFitter fitter = fitter(new PictureBounds(1, 24, 50_000_000, LONG, LONG))) {
      Stored large = keep(TestMedia.encoded(new BufferedImage(5000, 5000, 5), "png"));
      Stored small = keep(TestMedia.encoded(TestMedia.quarters(500, 500), "png"));

      assertThatThrownBy(() -> fit(fitter, large)).satisfies(is(Why.TOO_MUCH_MEMORY));

      assertThat(TestMedia.decoded(fit(fitter, small)).getWidth()).isEqualTo(300);
    }
  }

  @Test
  void aPictureThatTakesTooLongLosesItsProcess() throws Exception {
    PictureBounds hasty = new PictureBounds(1, 256, 50_000_000, Duration.ofMillis(1), LONG);
    try (ImageFitter fitter = fitter(hasty)) {
      Stored picture = keep(TestMedia.encoded(TestMedia.quarters(500, 500), "png"));

      assertThatThrownBy(() -> fit(fitter, picture)).satisfies(is(Why.TOO_SLOW));

      assertThat(fitter.pids().toArray()).isEmpty();
      assertThat(temp).isDirectoryNotContaining("glob:**draft-*");
    }
  }

  @Test
  void aProcessThatWasKilledIsReplaced() throws Exception {
    try (ImageFitter fitter = fitter(new PictureBounds(1, 256, 50_000_000, LONG, LONG))) {
      Stored picture = keep(TestMedia.encoded(TestMedia.quarters(500, 500), "png"));
      fit(fitter, picture);
      long first = fitter.pids().findFirst().orElseThrow();
      ProcessHandle handle = ProcessHandle.of(first).orElseThrow();
      handle.destroyForcibly();
      handle.onExit().join();

      fit(fitter, picture);

      assertThat(fitter.pids().toArray()).hasSize(1).doesNotContain(first);
    }
  }

  @Test
  void morePicturesThanProcessesTakeTurns() throws Exception {
    try (ImageFitter fitter = fitter(new PictureBounds(2, 256, 50_000_000, LONG, LONG));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Stored picture = keep(TestMedia.encoded(TestMedia.quarters(2000, 2000), "png"));
      List<Callable<Path>> eight = Collections.nCopies(8, () -> fit(fitter, picture));

      for (Future<Path> fitted : threads.invokeAll(eight)) {
        assertThat(TestMedia.decoded(fitted.get()).getWidth()).isEqualTo(300);
      }

      assertThat(fitter.pids().toArray()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void anInterruptEndsTheWorkAndTheProcess() throws Exception {
    try (ImageFitter fitter = fitter(new PictureBounds(1, 512, 50_000_000, LONG, LONG))) {
      Stored large = keep(TestMedia.encoded(new BufferedImage(5000, 5000, 5), "png"));
      CountDownLatch ended = new CountDownLatch(1);
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  fit(fitter, large);
                } catch (InterruptedException stopped) {
                  ended.countDown();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      await().until(() -> fitter.pids().count() == 1);

      asking.interrupt();

      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(fitter.pids().toArray()).isEmpty();
    }
  }

  @Test
  void whatNobodyNeedsIsEnded() throws Exception {
    PictureBounds restless = new PictureBounds(1, 256, 50_000_000, LONG, Duration.ofMillis(200));
    try (ImageFitter fitter = fitter(restless)) {
      fit(fitter, keep(TestMedia.encoded(TestMedia.quarters(500, 500), "png")));

      await().until(() -> fitter.pids().count() == 0);
    }
  }

  @Test
  void noneIsLeftWhenTheBotCloses() throws Exception {
    ImageFitter fitter = fitter(PictureBounds.of(50_000_000));
    fit(fitter, keep(TestMedia.encoded(TestMedia.quarters(500, 500), "png")));
    ProcessHandle child = ProcessHandle.of(fitter.pids().findFirst().orElseThrow()).orElseThrow();

    fitter.close();

    child.onExit().get(10, TimeUnit.SECONDS);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void theProcessSeesNoneOfOurEnvironment() throws Exception {
    try (ImageFitter fitter = fitter(PictureBounds.of(50_000_000))) {
      fit(fitter, keep(TestMedia.encoded(TestMedia.quarters(500, 500), "png")));
      long child = fitter.pids().findFirst().orElseThrow();

      assertThat(System.getenv()).isNotEmpty();
      assertThat(Path.of("/proc/" + child + "/environ")).isEmptyFile();
    }
  }

  /// As when the bot is killed with -9.
  @Test
  void theProcessEndsWhenItsStdinDoes() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PictureChild.class.getName())
            .redirectError(Redirect.DISCARD)
            .redirectOutput(Redirect.DISCARD)
            .start();

    child.getOutputStream().close();

    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
  }

  @Test
  void aReplyThatMakesNoSenseIsNotBelieved() {
    byte[] many = {0, 0, 0, 0, 1, 0x7F, -1, -1, -1};
    byte[] unknown = {9};

    assertThatThrownBy(() -> PictureReply.read(in(many))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PictureReply.read(in(unknown))).isInstanceOf(IOException.class);
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static Consumer<Throwable> is(Why why) {
    return failure ->
        assertThat(failure)
            .isInstanceOfSatisfying(
                NotDecoded.class, undone -> assertThat(undone.why()).isEqualTo(why));
  }

  private ImageFitter fitter(PictureBounds bounds) {
    return new ImageFitter(folder, bounds, TestMedia.FFMPEG);
  }

  private Stored keep(byte[] bytes) throws IOException {
    Path draft = folder.draft();
    Files.write(draft, bytes);
    return folder.keep(draft, "bin");
  }

  private static Path fit(ImageFitter fitter, Stored stored) throws Exception {
    Picture picture = (Picture) new MediaProbe(50_000_000).probe(stored.file());
    return fitter.fit(stored, picture, RULES).stored().file();
  }
}
