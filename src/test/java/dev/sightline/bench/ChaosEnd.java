package dev.sightline.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How the asks of a [ChaosWorld] ended, as people see it.
///
/// @param answered whole
/// @param interrupted or not whole for another reason
/// @param broken what does not hold: an ask without an end, or with two
record ChaosEnd(int answered, int interrupted, List<String> broken) {
  ChaosEnd {
    broken = List.copyOf(broken);
  }

  static ChaosEnd of(ChaosWorld world) {
    Map<String, List<ChaosAnswer>> answers = world.answers();
    List<String> broken = new ArrayList<>();
    Set<String> places = new HashSet<>();
    int answered = 0;
    int asked = 0;
    for (ChaosWorld.Place place : world.places()) {
      places.add(place.name());
      List<ChaosAnswer> own = answers.getOrDefault(place.name(), List.of());
      boolean isAskedAgain = place.asked().contains(ChaosWorld.AGAIN);
      if (own.size() != place.asked().size()) {
        broken.add(
            "%s: asks %s have %d messages: %s"
                .formatted(place.name(), place.asked(), own.size(), texts(own)));
      }
      for (int id : place.asked()) {
        if (id != ChaosWorld.AGAIN) {
          List<ChaosAnswer> of = own.stream().filter(each -> isOf(each, id)).toList();
          if (of.size() > 1 && !isAskedAgain) {
            broken.add("%s: ask %d is answered twice: %s".formatted(place, id, texts(of)));
          }
          asked++;
          answered += of.stream().anyMatch(each -> isWhole(each, id)) ? 1 : 0;
        }
      }
    }
    answers.forEach((place, own) -> {
      if (!places.contains(place)) {
        broken.add(place + ": nobody asked there: " + texts(own));
      }
      own.stream()
          .filter(answer -> !answer.isFinal())
          .forEach(answer ->
              broken.add(
                  "%s: left unfinished: %s %s".formatted(place, answer.text(), answer.controls())));
    });
    String pings = world.brokenPromises();
    if (pings != null) {
      broken.add(pings);
    }
    return new ChaosEnd(answered, asked - answered, broken);
  }

  private static boolean isOf(ChaosAnswer answer, int id) {
    return answer.text().contains(ChaosWorld.beginning(id));
  }

  private static boolean isWhole(ChaosAnswer answer, int id) {
    return isOf(answer, id)
        && answer.text().contains(ChaosWorld.end(id))
        && !answer.isInterrupted();
  }

  private static List<String> texts(List<ChaosAnswer> answers) {
    return answers.stream().map(ChaosAnswer::text).toList();
  }
}
