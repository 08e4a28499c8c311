package dev.sightline.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/// One way of writing an address that nobody outside may reach through us; see `ssrf/README.md`
/// among the test resources.
///
/// @param note what is special about it
/// @param reachesUs whether it leads to this machine where nothing guards it
record SsrfForm(String url, @JsonProperty("is") String note, boolean reachesUs) {

  static List<SsrfForm> corpus() throws IOException {
    try (InputStream in = SsrfForm.class.getResourceAsStream("/ssrf/corpus.json")) {
      return new ObjectMapper()
          .readValue(Objects.requireNonNull(in), new TypeReference<List<SsrfForm>>() {});
    }
  }

  /// The address with the ports of a canary.
  String of(Canary canary) {
    return url.replace("{port}", String.valueOf(canary.port()))
        .replace("{second}", String.valueOf(canary.secondPort()));
  }

  /// Whether it can stand in a header.
  boolean fitsInHeader() {
    return url.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(url, note);
  }
}
