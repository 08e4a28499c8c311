package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.failure.MediaRejected;
import dev.sightline.route.Detail;
import dev.sightline.route.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskOptionsTest {

  @Test
  void allOptionsAreRead() throws Exception {
    AskOptions read =
        AskOptions.read(
            "--yes --model flux --temperature 0.25 --max-tokens=300 --detail HIGH --reasoning"
                + " --system \"In verse, please.\" What is this?");

    assertThat(read)
        .isEqualTo(
            new AskOptions(
                "flux",
                new Parameters("In verse, please.", 0.25, 300, true, Detail.HIGH),
                true,
                "What is this?"));
  }

  @Test
  void laterOptionCounts() throws Exception {
    assertThat(AskOptions.read("--reasoning --no-reasoning Hm?").parameters().reasoning())
        .isFalse();
  }

  @Test
  void dashesAndQuotesOfPhonesAreTaken() throws Exception {
    AskOptions read = AskOptions.read("\u2014system \u201CBe brief.\u201D \u2014detail low What?");

    assertThat(read.parameters())
        .isEqualTo(new Parameters("Be brief.", null, null, null, Detail.LOW));
    assertThat(read.question()).isEqualTo("What?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What does --model mean in a command?",
        "--verbose is which option?",
        "--models are what?",
        "-- model",
        "- a list\n- of things",
        ""
      })
  void everythingElseIsTheQuestion(String typed) throws Exception {
    assertThat(AskOptions.read(typed))
        .isEqualTo(new AskOptions(null, Parameters.NONE, false, typed));
  }

  @Test
  void firstOtherWordEndsTheOptions() throws Exception {
    assertThat(AskOptions.read("--detail low What is --detail high?").question())
        .isEqualTo("What is --detail high?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--temperature 3 x   | `--temperature` takes a number from 0 (always the same) to 2 (wild), not \"3\".",
        "--temperature hot   | `--temperature` takes a number from 0 (always the same) to 2 (wild), not \"hot\".",
        "--max-tokens 0 x    | `--max-tokens` takes a whole number of at least 1, not \"0\".",
        "--detail fine x     | `--detail` takes auto, low, high, not \"fine\".",
        "--model             | `--model` needs a value after it."
      })
  void wrongValueIsSaidWithWhatIsRight(String typed, String sentence) {
    MediaRejected refusal = catchThrowableOfType(MediaRejected.class, () -> AskOptions.read(typed));

    assertThat(refusal.reasons()).isEqualTo(sentence);
  }
}
