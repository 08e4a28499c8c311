package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.slack.SlackSession.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When something has to be said of a thread, by a clock that the test moves.
class SlackSessionTest {
  private static final Duration RENEWAL = Duration.ofMinutes(50);

  private long now = 7_000;
  private final SlackSession session = new SlackSession(RENEWAL, now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private Duration wait(SlackSession of) {
    return Duration.ofNanos(of.waitNanos(now));
  }

  private void said(Status status) {
    assertThat(session.wanted()).isEqualTo(status);
    assertThat(session.waitNanos(now)).isNotPositive();
    session.said(status, session.changes(), now);
  }

  @Test
  void workByPostsIsSaidAtOnce() {
    session.begun(false, now);

    said(Status.PROCESSING);
    assertThat(wait(session)).isEqualTo(RENEWAL);
  }

  @Test
  void streamHasASecondToSayItByItself() {
    session.begun(true, now);
    assertThat(wait(session)).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofMillis(900));

    session.told(Status.PROCESSING, now);

    pass(Duration.ofMillis(200));
    assertThat(session.waitNanos(now)).isPositive();
  }

  @Test
  void streamThatIsLateIsWorkBefore() {
    session.begun(true, now);
    pass(Duration.ofSeconds(1));

    said(Status.PROCESSING);
  }

  @Test
  void answerThatTurnsOutToBePostedIsWorkAtOnce() {
    session.begun(true, now);

    session.workNow(now);

    said(Status.PROCESSING);
  }

  @Test
  void endIsSaidOfTheLastAnswer() {
    session.begun(false, now);
    session.begun(false, now);
    said(Status.PROCESSING);

    session.ended();
    assertThat(session.waitNanos(now)).isPositive();
    session.ended();

    said(Status.ACTIVE);
    assertThat(session.isSettled(now)).isTrue();
  }

  @Test
  void answerThatEndsBeforeAnythingWasSaidNeedsNoWord() {
    session.begun(true, now);

    session.ended();

    assertThat(session.isSettled(now)).isTrue();
  }

  @Test
  void streamThatSaidItsEndNeedsNoWord() {
    session.begun(true, now);
    session.told(Status.PROCESSING, now);
    session.told(Status.ACTIVE, now);

    session.ended();

    assertThat(session.isSettled(now)).isTrue();
  }

  @Test
  void workGoesOnAfterAStreamUnlessTheAnswerEnds() {
    session.begun(true, now);
    session.told(Status.PROCESSING, now);
    session.told(Status.ACTIVE, now);
    assertThat(wait(session)).isEqualTo(Duration.ofSeconds(1));

    pass(Duration.ofSeconds(1));

    said(Status.PROCESSING);
  }

  @Test
  void wordsAreDoubtThatIsEndedAndDoNotReplaceTheStatus() {
    session.begun(false, now);
    session.doubt();

    said(Status.PROCESSING);
    session.doubt();
    assertThat(session.waitNanos(now)).isPositive();
    session.ended();
    said(Status.ACTIVE);
  }

  @Test
  void whatAnEarlierProcessSaidIsEnded() {
    session.resumed(now);
    assertThat(wait(session)).isEqualTo(Duration.ofSeconds(1));

    session.ended();

    said(Status.ACTIVE);
  }

  @Test
  void workIsSaidAgainBeforeSlackTakesItBack() {
    session.begun(false, now);
    said(Status.PROCESSING);
    pass(RENEWAL.minusNanos(1));
    assertThat(session.waitNanos(now)).isEqualTo(1);
    pass(Duration.ofNanos(1));

    said(Status.PROCESSING);
  }

  @Test
  void whatSlackChangedMeanwhileIsSaidAnew() {
    session.begun(false, now);
    int before = session.changes();
    session.told(Status.ACTIVE, now);
    session.said(Status.PROCESSING, before, now);

    session.ended();

    said(Status.ACTIVE);
  }

  @Test
  void callWithoutAnAnswerIsTriedFiveTimesEverLater() {
    session.begun(false, now);
    said(Status.PROCESSING);
    session.ended();

    for (int seconds = 1; seconds <= 8; seconds *= 2) {
      session.unanswered(Status.ACTIVE, now);
      assertThat(wait(session)).isEqualTo(Duration.ofSeconds(seconds));
      pass(Duration.ofSeconds(seconds));
    }
    session.unanswered(Status.ACTIVE, now);

    assertThat(session.isSettled(now)).isTrue();
  }

  @Test
  void endIsSaidEvenWhereTheBeginningGotNoAnswer() {
    session.begun(false, now);
    session.saying();
    session.unanswered(Status.PROCESSING, now);
    pass(Duration.ofSeconds(1));

    session.ended();

    said(Status.ACTIVE);
  }

  @Test
  void whatIsRefusedIsNotSaidAgainAndHasNoEnd() {
    session.begun(false, now);
    session.saying();
    assertThat(session.isOwed()).isTrue();
    session.refused(Status.PROCESSING);
    assertThat(session.waitNanos(now)).isPositive();

    session.ended();

    assertThat(session.isSettled(now)).isTrue();
  }
}
