package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MessageTwinsTest {
  private static final File CAT = File.builder().id("F1").build();

  private static SlackMessage mention() {
    return message(List.of(), true, false);
  }

  private static SlackMessage message(List<File> files, boolean isMention, boolean isWhole) {
    return new SlackMessage(
        "T1", "C1", "1.1", null, "U1", "hi", files, List.of(), false, isMention, isWhole);
  }

  @Test
  void mentionGoesOnWithoutItsTwinInTheEnd() throws Exception {
    MessageTwins twins = new MessageTwins(Duration.ofMillis(1));

    assertThat(twins.take(mention())).contains(mention());
  }

  @Test
  void waitingMentionGetsTheFilesOfATwinThatIsNotForTheBotByItself() {
    MessageTwins twins = new MessageTwins(Duration.ofMinutes(1));
    CompletableFuture<Optional<SlackMessage>> taken =
        CompletableFuture.supplyAsync(() -> take(twins, mention()), Thread::startVirtualThread);

    Listening.patiently()
        .until(() -> {
          twins.tell(message(List.of(CAT), false, true));
          return taken.isDone();
        });

    assertThat(taken.join().orElseThrow().files()).containsExactly(CAT);
    assertThat(taken.join().orElseThrow().isMention()).isTrue();
  }

  @Test
  void eventThatIsNotForTheBotDoesNotStandInTheWayOfTheMention() throws Exception {
    MessageTwins twins = new MessageTwins(Duration.ofMillis(1));

    twins.tell(message(List.of(), false, true));

    assertThat(twins.take(mention())).isPresent();
  }

  @Test
  void laterEventsOfATakenMessageGiveNothing() throws Exception {
    MessageTwins twins = new MessageTwins(Duration.ofMillis(1));
    twins.take(mention());

    assertThat(twins.take(mention())).isEmpty();
    assertThat(twins.take(message(List.of(CAT), false, true))).isEmpty();
  }

  private static Optional<SlackMessage> take(MessageTwins twins, SlackMessage message) {
    try {
      return twins.take(message);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
