package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The table, and beside it a file of JSON for each measurement.
final class Report {
  private final Path folder;
  private final List<Row> rows = new ArrayList<>();

  private record Row(String measure, String setting, String result, String remark) {
    @Override
    public String toString() {
      return "| " + String.join(" | ", measure, setting, result, remark) + " |";
    }
  }

  Report(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
  }

  void row(String measure, String setting, String result, String remark) {
    rows.add(new Row(measure, setting, result, remark));
  }

  /// Keeps a record of figures as `NAME.json`.
  void keep(String name, Object figures) throws IOException {
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve(name + ".json").toFile(), figures);
  }

  /// All rows so far in Markdown.
  String table() {
    return """
    | Measure | At | Result | Remark |
    |---|---|---|---|
    """
        + rows.stream().map(Row::toString).collect(Collectors.joining("\n"));
  }
}
