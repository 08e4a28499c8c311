package dev.sightline.ask;

import dev.sightline.ask.Buttons.Wanted;
import dev.sightline.event.AskId;
import dev.sightline.route.Capability;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteTable;
import dev.sightline.stream.AnswerStream;
import dev.sightline.thread.Button;
import dev.sightline.thread.ThreadWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What can be done with an answer: it can be stopped while it grows; when it has ended, it can be
/// asked for anew, of the same model or another, go on where it was cut, and be rated. Safe for all
/// asks.
final class Offers {
  /// Most other models that can be asked the same; our own choice.
  private static final int MOST_OTHERS = 5;

  private final RouteTable routes;
  private final Buttons buttons;

  Offers(RouteTable routes, Buttons buttons) {
    this.routes = routes;
    this.buttons = buttons;
  }

  List<Button> whileGrowing(Course course) {
    return course.answer.hasButtons() ? buttons.offer(course.id, List.of(Wanted.STOP)) : List.of();
  }

  /// @param isCut whether the model could go on
  List<Button> atTheEnd(Course course, boolean isCut) {
    AnswerStream answer = course.answer;
    if (!answer.hasButtons() || course.ask == null) {
      return List.of();
    }
    List<Wanted> wanted = new ArrayList<>(List.of(Wanted.AGAIN));
    if (!answer.text().isBlank()) {
      if (isCut) {
        wanted.add(Wanted.CONTINUE);
      }
      wanted.add(Wanted.GOOD);
      wanted.add(Wanted.BAD);
    }
    course.others.forEach(route -> wanted.add(Wanted.againWith(label(route), route.name())));
    return buttons.offer(course.id, wanted);
  }

  /// Where a person was asked back.
  List<Button> goAhead(Course course) {
    return course.answer.hasButtons()
        ? buttons.offer(course.id, List.of(Wanted.GO_AHEAD))
        : List.of();
  }

  /// What to do where there is no button to go ahead.
  String withoutButtons(Course course) {
    return course.answer.hasButtons() ? "" : " Then ask again with `--yes` before the question.";
  }

  /// What can be done with an answer that a restart interrupted.
  List<Button> afterRestart(AskId ask, ThreadWriter place) {
    return place.hasButtons() ? buttons.offer(ask, List.of(Wanted.AGAIN)) : List.of();
  }

  /// The other routes that take the question.
  ///
  /// @param only names of those that may be asked; empty for all
  List<ModelRoute> others(RouteTable.Choice taken, Set<Capability> needs, List<String> only) {
    return routes.able(needs, only).stream()
        .map(RouteTable.Choice::route)
        .filter(route -> !route.name().equals(taken.route().name()))
        .limit(MOST_OTHERS)
        .toList();
  }

  private static String label(ModelRoute route) {
    return "%s (%s)".formatted(route.model(), route.name());
  }
}
