package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.ModelAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Many who ask at once, each with a name of their own, and the answers that name their questions.
final class Crowd {
  static final int CHANNELS = 4;
  static final int THREADS = 10;
  static final int QUESTIONS = 5;

  /// Fifty posts in a channel at one a second, and room for a machine that is slow.
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Pattern ASKED = Pattern.compile("question (\\w+)-(\\d+)");

  private Crowd() {}

  /// A bot whose model names the question that it was asked last.
  static BotWorld world(Path folder) throws Exception {
    BotWorld world = new BotWorld(folder, "");
    world.fal.answerWith(ask -> {
      MatchResult asked =
          ASKED.matcher(ask.text()).results().reduce((first, last) -> last).orElseThrow();
      return ModelAnswer.ofPieces(
          "This answers ", asked.group(), ", ", "in several ".repeat(20), "words.");
    });
    return world;
  }

  static String question(String mention, String name, int number) {
    return "%s question %s-%d?".formatted(mention, name, number).strip();
  }

  static String answer(String name, int number) {
    return "This answers question %s-%d, %swords."
        .formatted(name, number, "in several ".repeat(20));
  }

  static void assertAnswersInOrder(String shown, String name) {
    assertAnswers(
        shown, IntStream.range(0, QUESTIONS).mapToObj(number -> answer(name, number)).toList());
  }

  static void assertAnswers(String shown, List<String> expected) {
    assertThat(shown.lines().filter(line -> line.startsWith("This answers")).toList())
        .isEqualTo(expected);
    assertThat(shown.lines().filter(line -> line.contains(" tokens · $"))).hasSameSizeAs(expected);
  }
}
