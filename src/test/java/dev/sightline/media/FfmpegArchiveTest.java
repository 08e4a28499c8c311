package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FfmpegArchiveTest {
  private final FfmpegArchive archive = new FfmpegArchive();
  @TempDir Path cache;

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-arm64",
    "Mac OS X, aarch64, macosx-arm64",
    "Windows 11, amd64, windows-x86_64"
  })
  void thePlatformIsNamedAsTheJarsAre(String os, String arch, String platform) {
    assertThat(FfmpegArchive.platform(os, arch)).isEqualTo(platform);
  }

  @Test
  void anUnknownPlatformHasNone() throws Exception {
    assertThat(new FfmpegArchive("plan9-vax").unpackedIn(cache)).isEmpty();
  }

  @Test
  void programsAndLibrariesAreUnpackedAndCanBeStarted() throws Exception {
    Path folder = archive.unpackedIn(cache).orElseThrow();

    assertThat(folder.resolve("ffmpeg")).isExecutable();
    assertThat(folder.resolve("ffprobe")).isExecutable();
    assertThat(names(folder)).anyMatch(name -> name.startsWith("libavcodec.so"));
    assertThat(names(folder)).noneMatch(name -> name.startsWith("libjni"));
  }

  @Test
  void whatIsThereIsNotUnpackedAgain() throws Exception {
    Path program = archive.unpackedIn(cache).orElseThrow().resolve("ffmpeg");
    Object key = Files.readAttributes(program, "unix:ino").get("ino");

    archive.unpackedIn(cache);

    assertThat(Files.readAttributes(program, "unix:ino").get("ino")).isEqualTo(key);
  }

  @Test
  void aSpoiltFolderIsReplaced() throws Exception {
    Path program = archive.unpackedIn(cache).orElseThrow().resolve("ffmpeg");
    long sizeBytes = Files.size(program);
    Files.write(program, new byte[10]);

    archive.unpackedIn(cache);

    assertThat(program).hasSize(sizeBytes);
  }

  @Test
  void manyAtOnceUnpackOneFolderAndLeaveNothingElse() throws Exception {
    Callable<Path> unpack = () -> new FfmpegArchive().unpackedIn(cache).orElseThrow();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Path> folder : threads.invokeAll(List.of(unpack, unpack, unpack))) {
        assertThat(folder.get().resolve("ffprobe")).isExecutable();
      }
    }

    assertThat(names(cache)).hasSize(1);
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
