package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.LongTests;
import dev.sightline.failure.RouteDown;
import dev.sightline.http.HttpStack;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.fal.FalStorage.Etags;
import dev.sightline.sim.fal.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A video just above the size from which fal wants parts.
@Order(LongTests.FIRST)
final class FalPartsTest {
  private static final int MEBIBYTES = 91;

  @TempDir static Path temp;
  private static FittedMedia film;

  private final FalSim fal = new FalSim();
  private final HttpStack http = new HttpStack();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final FalStorage storage =
      new FalStorage(
          http, "fal", URI.create(fal.restUrl()), FalSim.KEY, new HeldUploads(), wait -> {});

  @BeforeAll
  static void make() throws Exception {
    MediaFolder folder = new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system());
    Path draft = folder.draft();
    Random random = new Random(1);
    byte[] mebibyte = new byte[1 << 20];
    random.nextBytes(mebibyte);
    try (OutputStream out = Files.newOutputStream(draft)) {
      for (int i = 0; i < MEBIBYTES; i++) {
        mebibyte[0] = (byte) i;
        out.write(mebibyte);
      }
      out.write(7);
    }
    film =
        new FittedMedia(MediaKind.VIDEO, "film.mp4", "video/mp4", folder.keep(draft, "mp4"), null);
  }

  @AfterEach
  void close() {
    http.close();
    fal.close();
  }

  @ParameterizedTest
  @EnumSource(Etags.class)
  void aLargeFileIsPutTogetherOfItsParts(Etags etags) throws Exception {
    fal.storage().tellsEtags(etags);

    MediaRef ref = storage.put(film, said::add);

    StoredFile stored = fal.storage().files().getFirst();
    assertThat(ref)
        .isEqualTo(
            new MediaRef.Remote(
                MediaKind.VIDEO, "film.mp4", URI.create(stored.url()), film.stored().sizeBytes()));
    assertThat(stored.partCount()).isEqualTo(10);
    assertThat(stored.sizeBytes()).isEqualTo(MEBIBYTES * (1L << 20) + 1);
    assertThat(isFilm(stored)).isTrue();
    assertThat(stored.lifecycle()).contains("86400");
    assertThat(fal.storage().leaks()).isEmpty();
    assertThat(said).last().isEqualTo("Uploading film.mp4: 95 of 96 MB…");
  }

  @Test
  void aPartThatFailsTwiceIsSentAThirdTime() throws Exception {
    fal.storage().failPart(3, 2);

    storage.put(film, said::add);

    assertThat(isFilm(fal.storage().files().getFirst())).isTrue();
    assertThat(said).doesNotHaveDuplicates();
  }

  @Test
  void aPartThatFailsThriceEndsTheUpload() {
    fal.storage().failPart(3, 3);

    assertThatThrownBy(() -> storage.put(film, said::add))
        .isInstanceOfSatisfying(
            RouteDown.class,
            down -> assertThat(down.reason()).isEqualTo(RouteDown.Reason.OVERLOADED));
    assertThat(fal.storage().files()).isEmpty();
  }

  @Test
  void anInterruptEndsTheUpload() throws Exception {
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread uploading =
        Thread.ofVirtual()
            .unstarted(() -> {
              Thread self = Thread.currentThread();
              try {
                storage.put(
                    film,
                    words -> {
                      if (words.contains(" 20 of")) {
                        self.interrupt();
                      }
                    });
              } catch (Exception e) {
                thrown.add(e);
              }
            });

    uploading.start();
    uploading.join();

    assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
    assertThat(fal.storage().files()).isEmpty();
  }

  /// Byte for byte; a digest of so much takes longer without the second compiler.
  private static boolean isFilm(StoredFile stored) throws IOException {
    return stored
        .bytes()
        .asByteBuffer()
        .equals(ByteBuffer.wrap(Files.readAllBytes(film.stored().file())));
  }
}
