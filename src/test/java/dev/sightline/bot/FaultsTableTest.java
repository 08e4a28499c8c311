package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// docs/faults.md tells of tests that are there, of all their cases, and in their words.
class FaultsTableTest {
  private static final Path TABLE = Path.of("docs/faults.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern REFERENCE =
      Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)(?:\\[(\\w+)])?`");

  /// One test that the table names.
  ///
  /// @param test the name of one case where the row is about one, else empty
  private record Reference(Class<?> type, String method, String test) {
    List<Method> methods() {
      return Arrays.stream(type.getDeclaredMethods())
          .filter(each -> each.getName().equals(method))
          .filter(each ->
              each.isAnnotationPresent(Test.class)
                  || each.isAnnotationPresent(ParameterizedTest.class))
          .toList();
    }

    /// The names of all cases of the test; none where they have no names.
    List<String> cases() {
      return methods().stream()
          .map(each -> each.getAnnotation(EnumSource.class))
          .filter(source -> source != null)
          .flatMap(source -> Arrays.stream(source.value().getEnumConstants()))
          .map(Enum::name)
          .toList();
    }
  }

  @Test
  void everyRowNamesATestThatIsThere() throws Exception {
    for (String row : rows()) {
      List<Reference> references = references(row);

      assertThat(references).as(row).isNotEmpty();
      for (Reference reference : references) {
        assertThat(reference.methods()).as(row).hasSize(1);
        if (!reference.test().isEmpty()) {
          assertThat(reference.cases()).as(row).contains(reference.test());
        }
      }
    }
  }

  @Test
  void noCaseIsLeftOut() throws Exception {
    List<Reference> all = references(String.join("\n", rows()));

    for (Reference reference : all) {
      if (!reference.test().isEmpty()) {
        assertThat(
                all.stream()
                    .filter(other -> other.method().equals(reference.method()))
                    .map(Reference::test))
            .as(reference.method())
            .containsAll(reference.cases());
      }
    }
  }

  @Test
  void sentencesAreThoseOfTheTests() throws Exception {
    for (ProviderFault fault : ProviderFault.values()) {
      assertSaid(fault.name(), fault.sentence);
    }
    for (AnthropicFault fault : AnthropicFault.values()) {
      assertSaid(fault.name(), fault.sentence);
    }
  }

  private static void assertSaid(String fault, String sentence) throws IOException {
    assertThat(rows())
        .anyMatch(row -> row.contains("[" + fault + "]") && row.contains("| " + sentence + " |"));
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .filter(line -> line.startsWith("|"))
        .filter(line -> !line.startsWith("| Fault |") && !line.startsWith("|---"))
        .toList();
  }

  private static List<Reference> references(String text) throws Exception {
    List<Reference> found = new ArrayList<>();
    var match = REFERENCE.matcher(text);
    while (match.find()) {
      String test = match.group(3) == null ? "" : match.group(3);
      found.add(new Reference(type(match.group(1)), match.group(2), test));
    }
    return found;
  }

  private static Class<?> type(String simpleName) throws Exception {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Path file =
          files
              .filter(each -> each.endsWith(simpleName + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no test is named " + simpleName));
      String name = TESTS.relativize(file).toString().replace('/', '.');
      return Class.forName(name.substring(0, name.length() - ".java".length()));
    }
  }
}
