package dev.sightline.media;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks for an ffmpeg that starts: first ours, from [FfmpegArchive], then the system's.
///
/// Used by one thread.
final class FfmpegSearch {
  private static final Duration START_TIME = Duration.ofSeconds(20);

  /// The first line that `-version` prints.
  private static final Pattern VERSION = Pattern.compile("ff\\w+ version (\\S+).*");

  /// What the loader says of a program whose libraries are not all there.
  private static final Pattern LIBRARY = Pattern.compile("(?s).*?(lib[\\w.+-]+\\.so[\\w.]*):.*");

  /// What a program just written may be, while a child that another thread starts at the same
  /// moment still has our open files.
  private static final String BUSY = "Text file busy";

  private static final int MAX_TRIES = 20;

  private final FfmpegArchive archive;
  private final Path cache;
  private final String path;
  private String problem = "";

  /// @param cache see [FfmpegArchive#unpackedIn]
  /// @param path the folders of the system's programs, as `PATH` lists them
  FfmpegSearch(FfmpegArchive archive, Path cache, String path) {
    this.archive = archive;
    this.cache = cache;
    this.path = path;
  }

  /// The first that starts; else empty.
  Optional<FfmpegHome> home() throws InterruptedException {
    Optional<FfmpegHome> ours = ours();
    return ours.isPresent() ? ours : ofSystem();
  }

  /// What is wrong with ours, for the operator: after [#home], empty where it is used.
  String problem() {
    return problem;
  }

  private Optional<FfmpegHome> ours() throws InterruptedException {
    try {
      Optional<Path> folder = archive.unpackedIn(cache);
      if (folder.isEmpty()) {
        problem = "none came with this build for this platform";
        return Optional.empty();
      }
      String libraries = folder.get().toAbsolutePath().toString();
      return started(
          folder.get().resolve(archive.file("ffmpeg")),
          folder.get().resolve(archive.file("ffprobe")),
          Map.of("LD_LIBRARY_PATH", libraries, "DYLD_LIBRARY_PATH", libraries),
          true);
    } catch (IOException e) {
      problem = "it could not be unpacked into %s (%s)".formatted(cache, e);
      return Optional.empty();
    }
  }

  private Optional<FfmpegHome> ofSystem() throws InterruptedException {
    Path ffmpeg = onPath("ffmpeg");
    Path ffprobe = onPath("ffprobe");
    return ffmpeg == null || ffprobe == null
        ? Optional.empty()
        : started(ffmpeg, ffprobe, Map.of(), false);
  }

  private @Nullable Path onPath(String name) {
    for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
      Path program = Path.of(folder.isEmpty() ? "." : folder).resolve(archive.file(name));
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }

  private Optional<FfmpegHome> started(
      Path ffmpeg, Path ffprobe, Map<String, String> environment, boolean isOurs)
      throws InterruptedException {
    Optional<String> version = version(ffmpeg, environment, isOurs);
    return version.isPresent() && version(ffprobe, environment, isOurs).isPresent()
        ? Optional.of(
            new FfmpegHome(
                ffmpeg.toAbsolutePath().toString(),
                ffprobe.toAbsolutePath().toString(),
                environment,
                version.get(),
                isOurs))
        : Optional.empty();
  }

  private Optional<String> version(Path program, Map<String, String> environment, boolean isOurs)
      throws InterruptedException {
    List<String> said = new ArrayList<>();
    ChildEnd end = asked(program, environment, said);
    for (int tries = 1; tries < MAX_TRIES && end.complaint().contains(BUSY); tries++) {
      end = asked(program, environment, said);
    }
    if (end.isWell() && !said.isEmpty()) {
      Matcher line = VERSION.matcher(said.getFirst());
      return line.matches() ? Optional.of(line.group(1)) : Optional.empty();
    }
    if (isOurs) {
      Matcher missing = LIBRARY.matcher(end.complaint());
      problem =
          missing.matches()
              ? "it needs %s, which this system lacks".formatted(missing.group(1))
              : "it does not start (%s)".formatted(end.complaint());
    }
    return Optional.empty();
  }

  private static ChildEnd asked(Path program, Map<String, String> environment, List<String> said)
      throws InterruptedException {
    return ChildProcess.run(
        List.of(program.toAbsolutePath().toString(), "-version"),
        environment,
        ChildLimits.talking(START_TIME),
        said::add);
  }
}
