package dev.sightline.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The programs and libraries of ffmpeg inside the jar `org.bytedeco:ffmpeg`, for this platform.
///
/// Unpacked once into a folder named by the jar's version, as a whole or not at all, however many
/// processes do it at once.
final class FfmpegArchive {
  private static final String ROOT = "org/bytedeco/ffmpeg/";

  /// Glue for Java's calls into the libraries, which nobody makes here.
  private static final String GLUE = "libjni";

  private final String platform;
  private final @Nullable URL program;

  FfmpegArchive() {
    this(platform(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  FfmpegArchive(String platform) {
    this.platform = platform;
    this.program =
        FfmpegArchive.class.getClassLoader().getResource(ROOT + platform + "/" + file("ffmpeg"));
  }

  /// As the jar's classifiers name it, such as `linux-x86_64`.
  static String platform(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String os =
        name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : "linux";
    return os + (osArch.equals("aarch64") ? "-arm64" : "-x86_64");
  }

  /// A program's name as a file of this platform.
  String file(String name) {
    return platform.startsWith("windows") ? name + ".exe" : name;
  }

  /// Whether the jar for this platform is on the class path.
  boolean isThere() {
    return program != null;
  }

  /// The folder with the unpacked files; empty where there is no jar for this platform.
  ///
  /// @param cache where folders of all versions are; made if it is not there
  Optional<Path> unpackedIn(Path cache) throws IOException {
    if (program == null) {
      return Optional.empty();
    }
    JarURLConnection connection = (JarURLConnection) program.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      String name = Path.of(jar.getName()).getFileName().toString().replaceFirst("\\.jar$", "");
      Path folder = Files.createDirectories(cache).resolve(name);
      List<JarEntry> entries = jar.stream().filter(this::isWanted).toList();
      if (!isWhole(folder, entries)) {
        unpack(jar, entries, folder);
      }
      return Optional.of(folder);
    }
  }

  private boolean isWanted(JarEntry entry) {
    String prefix = ROOT + platform + "/";
    String name = entry.getName();
    return !entry.isDirectory()
        && name.startsWith(prefix)
        && name.indexOf('/', prefix.length()) < 0
        && !name.startsWith(GLUE, prefix.length());
  }

  private static boolean isWhole(Path folder, List<JarEntry> entries) throws IOException {
    for (JarEntry entry : entries) {
      Path file = folder.resolve(fileName(entry));
      if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
        return false;
      }
    }
    return true;
  }

  private static void unpack(JarFile jar, List<JarEntry> entries, Path folder) throws IOException {
    Path draft = folder.resolveSibling(folder.getFileName() + ".draft-" + UUID.randomUUID());
    Files.createDirectory(draft);
    try {
      for (JarEntry entry : entries) {
        Path file = draft.resolve(fileName(entry));
        try (InputStream in = jar.getInputStream(entry)) {
          Files.copy(in, file);
        }
        if (!file.toFile().setExecutable(true)) {
          throw new IOException("cannot make %s executable".formatted(file));
        }
      }
      if (Files.exists(folder) && !isWhole(folder, entries)) {
        // Nobody can use it: its files are missing or cut off.
        Path spoilt = folder.resolveSibling(draft.getFileName() + ".spoilt");
        Files.move(folder, spoilt, StandardCopyOption.ATOMIC_MOVE);
        delete(spoilt);
      }
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!isWhole(folder, entries)) {
        throw e;
      }
      // Another process was faster.
    } finally {
      delete(draft);
    }
  }

  private static String fileName(JarEntry entry) {
    return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
