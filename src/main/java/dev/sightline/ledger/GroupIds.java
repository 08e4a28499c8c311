package dev.sightline.ledger;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Ids in one column: sorted, with a blank between.
final class GroupIds {
  private GroupIds() {}

  static String text(Set<String> ids) {
    return ids.stream().sorted().collect(Collectors.joining(" "));
  }

  static Set<String> read(String text) {
    return Arrays.stream(text.split(" ")).filter(id -> !id.isEmpty()).collect(Collectors.toSet());
  }
}
