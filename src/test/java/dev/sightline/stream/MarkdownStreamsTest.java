package dev.sightline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.discord.DiscordChat;
import dev.sightline.slack.SlackChat;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two thousand random answers: at every step what is shown is valid, and in the end nothing is
/// lost. The bench runs a hundred thousand.
@Order(LongTests.FIRST)
class MarkdownStreamsTest {
  private static final int STREAMS = 2_000;

  static final List<ChatText> CHATS = List.of(SlackChat.text(), DiscordChat.text());

  @ParameterizedTest
  @FieldSource("CHATS")
  void everyStepIsValidAndNothingIsLost(ChatText chat) {
    StreamTrial.Figures figures = StreamTrial.run(chat, 1, STREAMS, 6);

    assertThat(figures.streams()).isEqualTo(STREAMS);
    assertThat(figures.steps()).isGreaterThan(5L * STREAMS);
  }

  /// What a run of a hundred thousand once stopped at.
  @ParameterizedTest
  @ValueSource(longs = {41_144, 42_422, 48_652})
  void streamThatWasOnceWrongIsRight(long seed) {
    for (ChatText chat : CHATS) {
      assertThat(StreamTrial.run(chat, seed, 1, 100).streams()).isOne();
    }
  }
}
