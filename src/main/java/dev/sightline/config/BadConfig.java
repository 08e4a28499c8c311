package dev.sightline.config;

import java.util.List;
import java.util.stream.Collectors;

/// The configuration cannot be used; names every problem at once.
public final class BadConfig extends Exception {
  private final transient List<ConfigProblem> problems;

  BadConfig(String file, List<ConfigProblem> problems) {
    super(
        problems.stream()
            .map(problem -> "  " + problem)
            .collect(Collectors.joining("\n", "Problems in " + file + ":\n", "")));
    this.problems = List.copyOf(problems);
  }

  /// All of them, in the order of the file's sections.
  public List<ConfigProblem> problems() {
    return problems;
  }
}
