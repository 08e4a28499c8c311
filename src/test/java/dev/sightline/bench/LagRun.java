package dev.sightline.bench;

import dev.sightline.bench.DeliveryPolicy.Delivery;
import dev.sightline.bench.LagStage.Question;
import dev.sightline.bench.LagStage.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Answers that begin at once on a [LagStage]: 1,500 characters at 60 tokens a second each, as a
/// model says them.
final class LagRun {
  static final char LETTER = 'a';
  static final String TOKEN = "aaa ";
  static final int CHARS = 1_500;
  private static final int TOKENS = CHARS / TOKEN.length();
  private static final int TOKENS_PER_SECOND = 60;

  /// A provider's event carries about as many tokens.
  private static final int TOKENS_PER_EVENT = 3;

  /// Longer than any window, so that nothing of the warm-up counts.
  private static final Duration QUIET = Duration.ofSeconds(61);

  private static final int WARM_UP_ANSWERS = 3;

  private LagRun() {}

  /// How long an answer is being said.
  static double spokenSeconds() {
    return (double) TOKENS / TOKENS_PER_SECOND;
  }

  /// What people saw of one answer.
  ///
  /// @param area characters times seconds that were said and not seen
  /// @param behind the same while it was being said alone
  /// @param firstSeconds from the first token until text was visible
  /// @param lateSeconds from the last token until all of it was visible
  record Figures(double area, double behind, double firstSeconds, double lateSeconds) {}

  /// @param refused calls that the platform refused for being too many
  record Outcome(List<Figures> answers, long refused) {}

  private record Said(Instant at, int chars) {}

  /// @param answers begin at once, in so many channels
  /// @param later so much later than the first of the runs that are prepared together
  static Outcome run(
      LagStage stage, DeliveryPolicy policy, int answers, int channels, Duration later)
      throws Exception {
    speak(stage.ask(WARM_UP_ANSWERS, channels, 1), policy);
    Thread.sleep(QUIET.plus(later));
    List<Question> questions = stage.ask(answers, 0, channels);
    List<List<Said>> said = speak(questions, policy);
    List<Figures> figures = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      figures.add(figures(said.get(i), questions.get(i).shown().get()));
    }
    return new Outcome(List.copyOf(figures), stage.refused());
  }

  private static List<List<Said>> speak(List<Question> questions, DeliveryPolicy policy)
      throws InterruptedException, ExecutionException {
    Instant start = Instant.now().plusMillis(200);
    List<List<Said>> said = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Said>>> answers = new ArrayList<>();
      for (Question question : questions) {
        answers.add(threads.submit(() -> speak(policy.open(question.writer()), start)));
      }
      for (Future<List<Said>> answer : answers) {
        said.add(answer.get());
      }
    }
    return said;
  }

  private static List<Said> speak(Delivery delivery, Instant start) throws Exception {
    List<Said> said = new ArrayList<>();
    for (int tokens = TOKENS_PER_EVENT; tokens <= TOKENS; tokens += TOKENS_PER_EVENT) {
      Instant due = start.plusNanos(tokens * 1_000_000_000L / TOKENS_PER_SECOND);
      Thread.sleep(Duration.between(Instant.now(), due));
      delivery.say(TOKEN.repeat(TOKENS_PER_EVENT));
      said.add(new Said(Instant.now(), tokens * TOKEN.length()));
    }
    delivery.end();
    return said;
  }

  private static Figures figures(List<Said> said, List<Shown> shown) {
    Instant first = said.getFirst().at();
    Instant last = said.getLast().at();
    Instant visible = shown.getFirst().at();
    Instant whole = shown.stream().filter(Shown::isWhole).map(Shown::at).findFirst().orElseThrow();
    return new Figures(
        area(said, shown, whole),
        area(said, shown, last) / seconds(first, last),
        seconds(first, visible),
        seconds(last, whole));
  }

  /// The area between the two staircases until `end`.
  private static double area(List<Said> said, List<Shown> shown, Instant end) {
    return seconds(said, end) - seconds(asSaid(shown), end);
  }

  private static List<Said> asSaid(List<Shown> shown) {
    return shown.stream().map(one -> new Said(one.at(), one.chars())).toList();
  }

  private static double seconds(List<Said> steps, Instant end) {
    double area = 0;
    int before = 0;
    for (Said step : steps) {
      if (step.at().isBefore(end)) {
        area += (step.chars() - before) * seconds(step.at(), end);
        before = step.chars();
      }
    }
    return area;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
