package dev.sightline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sightline.bot.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The plan of the house: which package may know which, and where each library may be seen.
class ArchitectureTest {
  private static final String ROOT = "dev.sightline";
  private static final int MOST_LINES = 400;

  /// Endings that say nothing about what a type is.
  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Manager|Helper|Utils?|Impl|Base|Service)");

  /// Whom each package may know besides itself. `bot` puts everything together, so nobody knows it;
  /// the surfaces (`slack`, `discord`, `web`, `terminal`) do not know each other.
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          entry("event", Set.of()),
          entry("failure", Set.of()),
          entry("config", Set.of()),
          entry("http", Set.of()),
          entry("limit", Set.of()),
          entry("store", Set.of()),
          entry("thread", Set.of("failure", "limit")),
          entry("media", Set.of("event", "failure", "http", "limit")),
          entry("route", Set.of("failure", "http", "limit", "media")),
          entry("stream", Set.of("failure", "limit", "route", "thread")),
          entry("ledger", Set.of("event", "failure", "route", "store")),
          entry(
              "ask",
              Set.of(
                  "event", "failure", "ledger", "limit", "media", "route", "store", "stream",
                  "thread")),
          entry(
              "alert",
              Set.of("ask", "event", "failure", "ledger", "limit", "store", "stream", "thread")),
          entry("slack", Set.of("ask", "event", "failure", "limit", "stream", "thread")),
          entry("discord", Set.of("ask", "event", "failure", "limit", "stream", "thread")),
          entry("web", Set.of("ask", "event", "failure", "ledger", "limit", "thread")),
          entry("terminal", Set.of("ask", "event", "failure", "limit", "thread")),
          entry(
              "bot",
              Set.of(
                  "alert",
                  "ask",
                  "config",
                  "discord",
                  "event",
                  "failure",
                  "http",
                  "ledger",
                  "limit",
                  "media",
                  "route",
                  "slack",
                  "store",
                  "stream",
                  "terminal",
                  "thread",
                  "web")));

  /// Where each library may be seen. `bot` builds URLs for the clients that it makes.
  private static final Map<String, Set<String>> SEEN_IN =
      Map.ofEntries(
          entry("com.slack..", Set.of("slack")),
          entry("com.google.gson..", Set.of("slack")),
          entry("net.dv8tion..", Set.of("discord")),
          entry("okhttp3..", Set.of("http", "route", "media", "slack", "discord", "bot")),
          entry("com.fasterxml..", Set.of("ask", "config", "http", "media", "route")),
          entry("io.javalin..", Set.of("web")),
          entry("jakarta.servlet..", Set.of("web")),
          entry("org.eclipse.jetty..", Set.of("web")),
          entry("org.jdbi..", Set.of("store", "ledger", "ask", "alert")),
          entry("org.flywaydb..", Set.of("store")),
          entry("com.zaxxer..", Set.of("store")),
          entry("org.sqlite..", Set.of("store")),
          entry("org.jfree..", Set.of("ledger")),
          entry("org.commonmark..", Set.of("stream")),
          entry("com.drew..", Set.of("media")),
          entry("org.apache.pdfbox..", Set.of("media")),
          entry("org.apache.fontbox..", Set.of("media")),
          entry("org.apache.commons.text..", Set.of("config")),
          entry("picocli..", Set.of("bot")));

  /// What may be seen everywhere; `okio` for `ByteString`, bytes that nobody can change.
  private static final List<String> EVERYWHERE =
      List.of(
          "java..",
          "javax..",
          "dev.sightline..",
          "okio..",
          "org.slf4j..",
          "org.jspecify..",
          "com.github.benmanes.caffeine..");

  private static final List<String> PACKAGES = MAY_KNOW.keySet().stream().sorted().toList();
  private static final List<String> LIBRARIES = SEEN_IN.keySet().stream().sorted().toList();

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void packagesFormNoCycle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void everyPackageHasItsPlaceInThePlan() {
    Set<String> found =
        CODE.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());

    assertThat(MAY_KNOW).containsOnlyKeys(found);
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void packageKnowsOnlyThoseOfThePlan(String name) {
    String[] others =
        PACKAGES.stream()
            .filter(other -> !other.equals(name))
            .filter(other -> !MAY_KNOW.getOrDefault(name, Set.of()).contains(other))
            .map(ArchitectureTest::inside)
            .toArray(String[]::new);

    noClasses()
        .that(resideInAPackage(inside(name)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .check(CODE);
  }

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void libraryIsSeenOnlyWhereThePlanSays(String library) {
    noClasses()
        .that(resideOutsideOfPackages(inside(SEEN_IN.getOrDefault(library, Set.of()))))
        .should()
        .dependOnClassesThat(resideInAPackage(library))
        .check(CODE);
  }

  @Test
  void everyLibraryHasItsPlaceInThePlan() {
    String[] planned =
        Stream.concat(EVERYWHERE.stream(), LIBRARIES.stream()).toArray(String[]::new);

    noClasses().should().dependOnClassesThat(resideOutsideOfPackages(planned)).check(CODE);
  }

  @Test
  void everyPackageSaysWhatMayBeNull() {
    Set<JavaPackage> packages =
        CODE.stream().map(JavaClass::getPackage).collect(Collectors.toSet());

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            each -> assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue());
  }

  @Test
  void everyNameSaysWhatTheTypeIs() {
    classes()
        .should()
        .haveNameNotMatching(EMPTY_NAME.pattern())
        .because("a type is named after what it is")
        .check(CODE);
  }

  @Test
  void nothingStaticChanges() {
    fields().that().areStatic().should().beFinal().check(CODE);
  }

  @Test
  void noFileIsLongerThanItsReadersPatience() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".java")))
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(lines(file)).as("lines of %s", file).isLessThanOrEqualTo(MOST_LINES));
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] inside(Set<String> names) {
    return names.stream().map(ArchitectureTest::inside).toArray(String[]::new);
  }

  private static String inside(String name) {
    return ROOT + "." + name + "..";
  }
}
