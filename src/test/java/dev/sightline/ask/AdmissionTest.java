package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.NotAllowed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BEN = new PersonRef(Platform.SLACK, "T1", "U2", "Ben");

  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final InstantSource time = () -> now;

  @Test
  void personWhoAsksTooFastIsToldWhenToGoOn() {
    Admission admission = new Admission(new Rights(Rights.Rules.NONE), 2, time);

    assertThat(admission.begin(ask(ADA, "1"))).isEmpty();
    pass(Duration.ofSeconds(20));
    assertThat(admission.begin(ask(ADA, "2"))).isEmpty();
    assertThat(reason(admission.begin(ask(ADA, "3"))))
        .contains("You ask faster than I may answer one person. Please ask again in 40 s.");
    assertThat(admission.begin(ask(BEN, "4"))).isEmpty();
    pass(Duration.ofSeconds(40));
    assertThat(admission.begin(ask(ADA, "5"))).isEmpty();
    assertThat(reason(admission.begin(ask(ADA, "6"))).orElseThrow()).contains("in 20 s");
  }

  @Test
  void sameAskCountsOnce() {
    Admission admission = new Admission(new Rights(Rights.Rules.NONE), 2, time);

    assertThat(admission.begin(ask(ADA, "1"))).isEmpty();
    assertThat(admission.begin(ask(ADA, "1"))).isEmpty();
    assertThat(admission.begin(ask(ADA, "2"))).isEmpty();
    assertThat(admission.begin(ask(ADA, "2"))).isEmpty();
    assertThat(admission.begin(ask(ADA, "3"))).isPresent();
  }

  @Test
  void manyAtOnceAreNoMoreThanAllowed() throws Exception {
    Admission admission = new Admission(new Rights(Rights.Rules.NONE), 5, time);
    List<Future<Boolean>> begun = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        ChatEvent ask = ask(ADA, "many " + i);
        begun.add(threads.submit(() -> admission.begin(ask).isEmpty()));
      }
    }

    int let = 0;
    for (Future<Boolean> each : begun) {
      let += each.get() ? 1 : 0;
    }
    assertThat(let).isEqualTo(5);
  }

  @Test
  void listedAdminsMayAskAsFastAsTheyLike() {
    Rights rights =
        new Rights(new Rights.Rules(Set.of("U1"), Set.of(), Set.of(), Set.of(), Map.of()));
    Admission admission = new Admission(rights, 1, time);

    assertThat(admission.begin(ask(ADA, "1"))).isEmpty();
    assertThat(admission.begin(ask(ADA, "2"))).isEmpty();
  }

  @Test
  void whoMayNotAskIsSeenOnceAnHour() {
    Rights rights =
        new Rights(new Rights.Rules(Set.of(), Set.of("U9"), Set.of(), Set.of(), Map.of()));
    Admission admission = new Admission(rights, 1, time);

    assertThat(admission.begin(ask(ADA, "1")).orElseThrow().mayBeSeen(ADA)).isTrue();
    assertThat(admission.begin(ask(ADA, "2")).orElseThrow().mayBeSeen(ADA)).isFalse();
    assertThat(admission.begin(ask(BEN, "3")).orElseThrow().mayBeSeen(BEN)).isTrue();
    pass(Duration.ofMinutes(59));
    assertThat(admission.begin(ask(ADA, "4")).orElseThrow().mayBeSeen(ADA)).isFalse();
    pass(Duration.ofMinutes(2));
    assertThat(admission.begin(ask(ADA, "5")).orElseThrow().mayBeSeen(ADA)).isTrue();
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
  }

  private static Optional<String> reason(Optional<Admission.Refused> refused) {
    return refused.map(Admission.Refused::why).map(NotAllowed::reason);
  }

  private static ChatEvent ask(PersonRef person, String key) {
    return new ChatEvent.DirectMessage(
        new EventKey(Platform.SLACK, key),
        person,
        new ThreadRef(Platform.SLACK, "T1", "D1", "1"),
        Said.words("What is it?"),
        null);
  }
}
