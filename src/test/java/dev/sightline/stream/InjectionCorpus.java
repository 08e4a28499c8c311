package dev.sightline.stream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// Texts that try to do more than be read; see `injection/README.md` among the test resources.
public final class InjectionCorpus {
  private InjectionCorpus() {}

  /// All of them.
  public static List<String> texts() {
    try (InputStream in = InjectionCorpus.class.getResourceAsStream("/injection/corpus.json")) {
      return new ObjectMapper()
          .readValue(Objects.requireNonNull(in), new TypeReference<List<String>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
