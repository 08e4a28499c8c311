package dev.sightline.ask;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.MediaRejected;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaPipeline;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaReport;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.Capability;
import dev.sightline.route.Circuit;
import dev.sightline.route.Prompt;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Turn;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets an ask its answer: from the route that is wanted, or the most preferred one that is well;
/// and from the next where that one fails by itself before it has said, thought or billed anything.
///
/// An answer that has begun is never begun anew. Safe for all asks.
final class RouteTries {
  private static final Logger LOG = LoggerFactory.getLogger(RouteTries.class);

  private final RouteTable routes;
  private final MediaPipeline media;
  private final Journal journal;
  private final Offers offers;
  private final AskFlow.AskRules rules;

  RouteTries(
      RouteTable routes,
      MediaPipeline media,
      Journal journal,
      Offers offers,
      AskFlow.AskRules rules) {
    this.routes = routes;
    this.media = media;
    this.journal = journal;
    this.offers = offers;
    this.rules = rules;
  }

  /// Returns when the model has said its last word.
  ///
  /// @throws AskFailure that of the first route that was asked, where no other answers either
  void answer(Course course, Ask ask, MediaReport report, Settlement settlement, StopSign stop)
      throws AskFailure, InterruptedException {
    Set<Capability> needs = needs(report, ask.earlier());
    Call call = new Call(course, ask, report, needs, settlement, stop);
    List<RouteTable.Choice> able = inOrder(ask, needs);
    if (able.size() == 1) {
      make(call, able.getFirst());
      return;
    }
    AskFailure first = null;
    for (RouteTable.Choice choice : able) {
      if (isWanted(choice, ask) || routes.circuit(choice).mayTry()) {
        AskFailure failure = tried(call, choice, first);
        if (failure == null) {
          return;
        }
        first = first == null ? failure : first;
      }
    }
    if (first != null) {
      throw first;
    }
    // All of them rest, which is no reason to say no without having tried.
    make(call, able.getFirst());
  }

  /// What is asked of each route.
  private record Call(
      Course course,
      Ask ask,
      MediaReport report,
      Set<Capability> needs,
      Settlement settlement,
      StopSign stop) {}

  /// @param before how the first route failed
  /// @return how this one failed, if the next may be asked; null if it answered
  private @Nullable AskFailure tried(
      Call call, RouteTable.Choice choice, @Nullable AskFailure before)
      throws AskFailure, InterruptedException {
    try {
      make(call, choice);
      routes.circuit(choice).answered();
      return null;
    } catch (MediaRejected unreadable) {
      throw before == null ? unreadable : before;
    } catch (RouteDown | RouteRefused failure) {
      routes.circuit(choice).failed(failure);
      if (!Circuit.isOfTheRoute(failure) || call.course.answer.isSpoken()) {
        throw failure;
      }
      LOG.warn(
          "ask {}: {} gives no answer: {}",
          call.course.id.value(),
          choice.route().name(),
          failure.getMessage());
      return failure;
    }
  }

  private void make(Call call, RouteTable.Choice choice) throws AskFailure, InterruptedException {
    Course course = call.course;
    Ask ask = call.ask;
    course.others = offers.others(choice, call.needs);
    course.client = choice.client();
    Course.Seen seen = Course.Seen.of(call.report, media.send(call.report, choice.route().media()));
    course.seen = seen.by(choice.route(), ask.route());
    course.answer.calling("Waiting for the model…");
    Prompt prompt = new Prompt(rules.system(), ask.earlier(), ask.question(), seen.refs());
    call.settlement.calling(choice.route(), prompt);
    journal.calling(course.id, choice.route().name(), call.settlement.promptChars());
    Thread clock = clock(call.stop);
    try {
      choice.client().ask(choice.route(), prompt, event -> take(event, course, call.stop));
    } finally {
      clock.interrupt();
    }
  }

  private void take(AnswerEvent event, Course course, StopSign stop) {
    if (event instanceof AnswerEvent.Begun(String callId)) {
      journal.called(course.id, callId);
    }
    course.draft.add(event);
    course.answer.accept(event);
    if (course.answer.refusal().filter(PlatformRefused::isForGood).isPresent()) {
      stop.stop(StopSign.Cause.ANSWER_REFUSED);
    }
  }

  private Thread clock(StopSign stop) {
    return Thread.startVirtualThread(() -> {
      try {
        Thread.sleep(rules.answerTime());
        stop.stop(StopSign.Cause.OUT_OF_TIME);
      } catch (InterruptedException e) {
        // The answer was in time.
      }
    });
  }

  /// The wanted route first, if it takes all of `needs`; only one where the next may not be asked.
  private List<RouteTable.Choice> inOrder(Ask ask, Set<Capability> needs) throws RouteRefused {
    List<RouteTable.Choice> able = routes.choose(needs);
    List<RouteTable.Choice> ordered =
        Stream.concat(
                able.stream().filter(choice -> isWanted(choice, ask)),
                able.stream().filter(choice -> !isWanted(choice, ask)))
            .toList();
    return rules.fallOver() ? ordered : ordered.subList(0, 1);
  }

  private static boolean isWanted(RouteTable.Choice choice, Ask ask) {
    return choice.route().name().equals(ask.route());
  }

  /// What a route has to take: the question, what came with it, and what the conversation is about.
  private static Set<Capability> needs(MediaReport report, List<Turn> earlier) {
    Stream<MediaKind> kinds =
        Stream.concat(
            report.kinds().stream(),
            earlier.stream().flatMap(turn -> turn.media().stream()).map(MediaRef::kind));
    Set<Capability> needs = EnumSet.of(Capability.TEXT);
    kinds.forEach(kind ->
        needs.add(
            switch (kind) {
              case IMAGE -> Capability.IMAGE;
              case VIDEO -> Capability.VIDEO;
              case YOUTUBE -> Capability.YOUTUBE;
            }));
    return needs;
  }
}
