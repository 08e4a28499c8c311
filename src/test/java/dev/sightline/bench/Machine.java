package dev.sightline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The machine that was measured.
///
/// @param cores that the JVM may use
/// @param memoryMib of the whole machine
/// @param busyBefore processes that wanted to run, on average over the minute before the bench: the
///   more, the less its figures are worth
record Machine(
    String processor, int cores, long memoryMib, String jdk, String os, double busyBefore) {

  static Machine here() throws IOException {
    return new Machine(
        lineOf("/proc/cpuinfo", "model name").replaceFirst("^[^:]*:\\s*", ""),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(lineOf("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1024,
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]));
  }

  private static String lineOf(String file, String start) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElse("0");
  }

  String inWords() {
    return String.format(
        Locale.ROOT,
        "Machine: %s, %d cores, %,d MiB; %s; JDK: %s; load before: %.1f.",
        processor,
        cores,
        memoryMib,
        os,
        jdk,
        busyBefore);
  }
}
