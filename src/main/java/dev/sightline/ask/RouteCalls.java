package dev.sightline.ask;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.NeedsConsent;
import dev.sightline.failure.NotAllowed;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.failure.UnchargedStop;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.PriceBook;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaPipeline;
import dev.sightline.media.MediaReport;
import dev.sightline.media.SentMedia;
import dev.sightline.media.VideoPreview;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.Capability;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Prompt;
import dev.sightline.route.RouteTable;
import dev.sightline.stream.AnswerStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Calls of one route each: its media are sent, what was answered just so before is looked up, and
/// else the model is asked and its answer taken in. Safe for all asks.
final class RouteCalls {
  /// What a person reads until the model says something.
  static final String WAITING = "Waiting for the model…";

  private final MediaPipeline media;
  private final PriceBook prices;
  private final Journal journal;
  private final Offers offers;
  private final AskRules rules;
  private final RouteRights rights;
  private final VideoAllowance videos;
  private final DisplayCurrency currency;

  RouteCalls(
      MediaPipeline media,
      PriceBook prices,
      Journal journal,
      Offers offers,
      AskRules rules,
      RouteRights rights,
      Ledger ledger) {
    this.media = media;
    this.prices = prices;
    this.journal = journal;
    this.offers = offers;
    this.rules = rules;
    this.rights = rights;
    this.videos = new VideoAllowance(media, journal.videoDays(), rules, ledger.identities());
    this.currency = ledger.currency();
  }

  /// What is asked of each route.
  record Call(
      Course course,
      Ask ask,
      MediaReport report,
      Set<Capability> needs,
      Settlement settlement,
      StopSign stop) {}

  /// Asks the person first where a model would be paid more than a little to watch what was posted.
  ///
  /// @throws NeedsConsent with what it would cost
  void ponder(Call call, ModelRoute route) throws NeedsConsent, InterruptedException {
    NanoUsd most = rules.askAbove();
    if (call.ask.isInsisted()
        || most.equals(NanoUsd.ZERO)
        || !route.takes().contains(Capability.VIDEO)) {
      return;
    }
    List<VideoPreview> videos = media.preview(call.report);
    long tokens = videos.stream().mapToLong(VideoPreview::tokens).sum();
    NanoUsd cost = prices.estimate(route, tokens, 0);
    if (cost.compareTo(most) > 0) {
      throw new NeedsConsent(
          "%s: to watch that takes about %,d tokens of %s, some %s. Shall I?"
              .formatted(
                  videos.stream().map(RouteCalls::shown).collect(Collectors.joining(", ")),
                  tokens,
                  route.model(),
                  currency.rounded(cost)));
    }
  }

  private static String shown(VideoPreview video) {
    Duration length = video.length();
    return String.format(
        Locale.ROOT,
        "%s is %d:%02d:%02d long and has %.1f MB",
        video.name(),
        length.toHours(),
        length.toMinutesPart(),
        length.toSecondsPart(),
        video.sizeBytes() / 1e6);
  }

  /// A call that can be made: its media are sent.
  ///
  /// @param others routes that could answer instead
  /// @param same what was answered just so before is found by this; empty where nothing is kept
  record Ready(
      RouteTable.Choice choice,
      ModelRoute route,
      List<ModelRoute> others,
      Course.Seen seen,
      Prompt prompt,
      Optional<String> same) {}

  /// A way to ask the model.
  @FunctionalInterface
  interface Asking {
    /// Returns when a model has said its last word.
    ///
    /// @return the call that gave the answer
    Ready ask(Call call, Ready ready) throws AskFailure, InterruptedException;
  }

  /// Returns when the model has said its last word.
  void make(Call call, RouteTable.Choice choice) throws AskFailure, InterruptedException {
    make(call, choice, this::ask);
  }

  /// As [#make(Call, RouteTable.Choice)], with a way of one's own to ask where nothing is known.
  void make(Call call, RouteTable.Choice choice, Asking asking)
      throws AskFailure, InterruptedException {
    Course course = call.course;
    course.others = others(call, choice);
    course.client = choice.client();
    Ready ready = ready(call, choice, course.answer::working);
    lead(call, ready);
    if (course.made == null && isRemembered(call, ready)) {
      return;
    }
    videos.count(call.ask, call.report);
    course.answer.calling(WAITING);
    keep(course, asking.ask(call, ready));
  }

  /// Sends the media to a route.
  ///
  /// @param progress told what is going on
  Ready ready(Call call, RouteTable.Choice choice, Consumer<String> progress)
      throws AskFailure, InterruptedException {
    Ask ask = call.ask;
    AskRules.ChannelRule here = rules.in(ask.thread());
    ModelRoute route = choice.route().with(ask.parameters().over(here.parameters()));
    SentMedia sent = media.send(call.report, route.media(), kinds(route), progress);
    Course.Seen seen = Course.Seen.of(call.report, sent).by(route, ask);
    String question =
        sent.context().isEmpty() ? ask.question() : sent.context() + "\n\n" + ask.question();
    return new Ready(
        choice,
        route,
        others(call, choice),
        seen,
        new Prompt(system(route), ask.earlier(), question, seen.refs()),
        AnswerMemory.key(ask, call.report, route, system(route)));
  }

  private List<ModelRoute> others(Call call, RouteTable.Choice choice) throws NotAllowed {
    return offers.others(choice, call.needs, rights.of(call.ask));
  }

  /// From now on the answer is that of this call.
  void lead(Call call, Ready ready) {
    Course course = call.course;
    course.others = ready.others;
    course.client = ready.choice.client();
    course.seen = ready.seen;
  }

  private static Set<MediaKind> kinds(ModelRoute route) {
    Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
    for (Capability taken : route.takes()) {
      switch (taken) {
        case TEXT -> {}
        case IMAGE -> kinds.add(MediaKind.IMAGE);
        case VIDEO -> kinds.add(MediaKind.VIDEO);
        case YOUTUBE -> kinds.add(MediaKind.YOUTUBE);
      }
    }
    return kinds;
  }

  /// Makes the call.
  Ready ask(Call call, Ready ready) throws AskFailure, InterruptedException {
    Course course = call.course;
    call.settlement.calling(ready.route, ready.prompt);
    String madeId = course.made == null ? null : course.made.callId();
    if (madeId == null) {
      journal.calling(course.id, ready.route.name(), call.settlement.promptChars());
    }
    Thread clock = clock(call.stop);
    try (Chapters events = new Chapters(ready.prompt.media(), event -> take(event, call, ready))) {
      if (madeId == null) {
        ready.choice.client().ask(ready.route, ready.prompt, events);
      } else {
        ready.choice.client().resume(ready.route, madeId, events);
      }
    } catch (RouteDown | RouteRefused | UnchargedStop e) {
      call.settlement.failedCall();
      throw e;
    } finally {
      clock.interrupt();
    }
    return ready;
  }

  private void keep(Course course, Ready ready) {
    AnswerStream answer = course.answer;
    boolean isWhole = answer.ending() == AnswerEvent.Ending.COMPLETE && !answer.text().isBlank();
    if (ready.same.isPresent()
        && ready.seen.unread().isEmpty()
        && isWhole
        && rules.reuse().isPositive()) {
      journal.answers().keep(ready.same.get(), course.id, answer.text(), answer.model());
    }
  }

  /// Answers as it was answered before, if it was.
  private boolean isRemembered(Call call, Ready ready) {
    Optional<AnswerMemory.Known> known =
        ready.same.flatMap(same -> journal.answers().find(same, rules.reuse()));
    if (known.isEmpty()) {
      return false;
    }
    AnswerMemory.Known answer = known.get();
    call.settlement.remembered(ready.route, answer.model());
    call.course.seen = ready.seen.remembered(answer.at());
    show(new AnswerEvent.Text(answer.text()), call);
    show(new AnswerEvent.Finish(answer.model(), AnswerEvent.Ending.COMPLETE), call);
    return true;
  }

  private String system(ModelRoute route) {
    return Stream.of(rules.system(), route.parameters().system())
        .filter(text -> !text.isBlank())
        .collect(Collectors.joining("\n\n"));
  }

  private void take(AnswerEvent event, Call call, Ready ready) {
    note(event, call, ready);
    show(event, call);
  }

  /// Writes down by which id the provider knows the call, if this is what it tells.
  void note(AnswerEvent event, Call call, Ready ready) {
    if (event instanceof AnswerEvent.Begun(String callId)) {
      journal.called(call.course.id, ready.route.name(), callId);
    }
  }

  /// Takes what the model says into the answer.
  void show(AnswerEvent event, Call call) {
    Course course = call.course;
    course.draft.add(event);
    course.answer.accept(event);
    if (course.answer.refusal().filter(PlatformRefused::isForGood).isPresent()) {
      call.stop.stop(StopSign.Cause.ANSWER_REFUSED);
    }
  }

  /// Stops the ask when its answer takes too long, unless it is interrupted before.
  Thread clock(StopSign stop) {
    return Thread.startVirtualThread(() -> {
      try {
        Thread.sleep(rules.answerTime());
        stop.stop(StopSign.Cause.OUT_OF_TIME);
      } catch (InterruptedException e) {
        // The answer was in time.
      }
    });
  }
}
