package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.failure.AskFailure;
import dev.sightline.failure.NeedsConsent;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Calls of one route each: its media are sent, what was answered just so before is looked up, and
/// else the model is asked and its answer taken in. Safe for all asks.
final class RouteCalls {
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

  /// Returns when the model has said its last word.
  void make(Call call, RouteTable.Choice choice) throws AskFailure, InterruptedException {
    Course course = call.course;
    Ask ask = call.ask;
    AskRules.ChannelRule here = rules.in(ask.thread());
    ModelRoute route = choice.route().with(ask.parameters().over(here.parameters()));
    course.others = offers.others(choice, call.needs, rights.of(ask));
    course.client = choice.client();
    SentMedia sent = media.send(call.report, route.media(), kinds(route), course.answer::working);
    Course.Seen seen = Course.Seen.of(call.report, sent);
    course.seen = seen.by(route, ask);
    Optional<String> same = AnswerMemory.key(ask, call.report, route, system(route));
    if (course.made == null && same.isPresent() && isRemembered(call, route, same.get())) {
      return;
    }
    videos.count(ask, call.report);
    course.answer.calling("Waiting for the model…");
    String question =
        sent.context().isEmpty() ? ask.question() : sent.context() + "\n\n" + ask.question();
    ask(call, choice, route, new Prompt(system(route), ask.earlier(), question, seen.refs()));
    if (same.isPresent() && seen.unread().isEmpty()) {
      keep(course.id, course.answer, same.get());
    }
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

  private void ask(Call call, RouteTable.Choice choice, ModelRoute route, Prompt prompt)
      throws AskFailure, InterruptedException {
    Course course = call.course;
    call.settlement.calling(route, prompt);
    String madeId = course.made == null ? null : course.made.callId();
    if (madeId == null) {
      journal.calling(course.id, route.name(), call.settlement.promptChars());
    }
    Thread clock = clock(call.stop);
    try (Chapters events = new Chapters(prompt.media(), event -> take(event, course, call.stop))) {
      if (madeId == null) {
        choice.client().ask(route, prompt, events);
      } else {
        choice.client().resume(route, madeId, events);
      }
    } catch (RouteDown | RouteRefused | UnchargedStop e) {
      call.settlement.failedCall();
      throw e;
    } finally {
      clock.interrupt();
    }
  }

  private void keep(AskId ask, AnswerStream answer, String same) {
    boolean isWhole = answer.ending() == AnswerEvent.Ending.COMPLETE && !answer.text().isBlank();
    if (isWhole && rules.reuse().isPositive()) {
      journal.answers().keep(same, ask, answer.text(), answer.model());
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
}
