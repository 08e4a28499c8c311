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
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Prompt;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Turn;
import dev.sightline.stream.AnswerStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    if (course.made != null) {
      make(call, routes.named(course.made.route()).orElseThrow());
      return;
    }
    List<RouteTable.Choice> able = inOrder(ask, needs);
    if (able.size() == 1) {
      make(call, able.getFirst());
      return;
    }
    AskFailure first = null;
    for (RouteTable.Choice choice : able) {
      if (choice.route().name().equals(ask.route()) || routes.circuit(choice).mayTry()) {
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
      if (call.course.answer.isSpoken() && failure instanceof RouteDown) {
        call.course.onward = onward(call, choice);
      }
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

  /// Who could go on with an answer that broke off; null for nobody. What is itself such a part is
  /// not gone on with.
  private @Nullable String onward(Call call, RouteTable.Choice broken) {
    if (!call.ask.remark().isEmpty()) {
      return null;
    }
    return routes.able(call.needs, rules.in(call.ask.thread()).routes()).stream()
        .filter(choice -> !choice.equals(broken))
        .filter(choice -> routes.circuit(choice).mayTry())
        .map(choice -> choice.route().name())
        .findFirst()
        .orElse(null);
  }

  private void make(Call call, RouteTable.Choice choice) throws AskFailure, InterruptedException {
    Course course = call.course;
    Ask ask = call.ask;
    AskFlow.ChannelRule here = rules.in(ask.thread());
    ModelRoute route = choice.route().with(ask.parameters().over(here.parameters()));
    course.others = offers.others(choice, call.needs, here.routes());
    course.client = choice.client();
    Course.Seen seen = Course.Seen.of(call.report, media.send(call.report, route.media()));
    course.seen = seen.by(route, ask);
    String madeId = course.made == null ? null : course.made.callId();
    Optional<String> same = AnswerMemory.key(ask, call.report, route, system(route));
    if (course.made == null && same.isPresent() && isRemembered(call, route, same.get())) {
      return;
    }
    course.answer.calling("Waiting for the model…");
    Prompt prompt = new Prompt(system(route), ask.earlier(), ask.question(), seen.refs());
    call.settlement.calling(route, prompt);
    if (madeId == null) {
      journal.calling(course.id, route.name(), call.settlement.promptChars());
    }
    Thread clock = clock(call.stop);
    try (Chapters events = new Chapters(seen.refs(), event -> take(event, course, call.stop))) {
      if (madeId == null) {
        choice.client().ask(route, prompt, events);
      } else {
        choice.client().resume(route, madeId, events);
      }
    } finally {
      clock.interrupt();
    }
    if (same.isPresent() && seen.unread().isEmpty()) {
      keep(course.answer, same.get());
    }
  }

  private void keep(AnswerStream answer, String same) {
    boolean isWhole = answer.ending() == AnswerEvent.Ending.COMPLETE && !answer.text().isBlank();
    if (isWhole && rules.reuse().isPositive()) {
      journal.answers().keep(same, answer.text(), answer.model());
    }
  }

  /// Answers as it was answered before, if it was.
  private boolean isRemembered(Call call, ModelRoute route, String same) {
    Optional<AnswerMemory.Known> known = journal.answers().find(same, rules.reuse());
    if (known.isEmpty()) {
      return false;
    }
    AnswerMemory.Known answer = known.get();
    Course course = call.course;
    call.settlement.remembered(route, answer.model());
    course.seen = course.seen == null ? null : course.seen.remembered(answer.at());
    take(new AnswerEvent.Text(answer.text()), course, call.stop);
    take(new AnswerEvent.Finish(answer.model(), AnswerEvent.Ending.COMPLETE), course, call.stop);
    return true;
  }

  private String system(ModelRoute route) {
    return Stream.of(rules.system(), route.parameters().system())
        .filter(text -> !text.isBlank())
        .collect(Collectors.joining("\n\n"));
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
  ///
  /// @throws MediaRejected if the person named a model that there is not
  private List<RouteTable.Choice> inOrder(Ask ask, Set<Capability> needs)
      throws RouteRefused, MediaRejected {
    List<String> only = rules.in(ask.thread()).routes();
    List<RouteTable.Choice> able = routes.choose(needs, only);
    Set<String> wanted = wanted(ask, only);
    List<RouteTable.Choice> ordered =
        Stream.concat(
                able.stream().filter(choice -> wanted.contains(choice.route().name())),
                able.stream().filter(choice -> !wanted.contains(choice.route().name())))
            .toList();
    return rules.fallOver() ? ordered : ordered.subList(0, 1);
  }

  /// Names of routes: what a button asks for, else what the person named; empty for none.
  private Set<String> wanted(Ask ask, List<String> only) throws MediaRejected {
    if (ask.route() != null) {
      return Set.of(ask.route());
    }
    if (ask.model() == null) {
      return Set.of();
    }
    Set<String> meant =
        routes.meant(ask.model(), only).stream()
            .map(choice -> choice.route().name())
            .collect(Collectors.toSet());
    if (meant.isEmpty()) {
      throw new MediaRejected(
          "I know no model \"%s\" here. There is: %s.".formatted(ask.model(), routes.names(only)));
    }
    return meant;
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
