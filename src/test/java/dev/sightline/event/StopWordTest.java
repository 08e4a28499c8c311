package dev.sightline.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopWordTest {
  @ParameterizedTest
  @ValueSource(strings = {"stop", "Stop!", " STOP ", "stop it.", "stop please", "stop..."})
  void wordAloneStops(String said) {
    assertThat(StopWord.is(said)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Where does the train stop?", "stop the video at 0:30", "non-stop"})
  void wordAmongOthersDoesNot(String said) {
    assertThat(StopWord.is(said)).isFalse();
  }
}
