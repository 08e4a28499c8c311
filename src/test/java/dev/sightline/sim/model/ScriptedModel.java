package dev.sightline.sim.model;

import java.util.Random;

/// The model behind a simulated provider: from what it was asked to what it answers.
///
/// Called on the thread of the request; may be called by many at once.
@FunctionalInterface
public interface ScriptedModel {
  ModelAnswer answer(ModelAsk ask);

  /// Answers with the prompt, word for word.
  static ScriptedModel echo() {
    return ask -> ModelAnswer.of(ask.text());
  }

  /// Always answers this.
  static ScriptedModel saying(String text) {
    ModelAnswer answer = ModelAnswer.of(text);
    return ask -> answer;
  }

  /// Says what it was shown: `I see 2 images and 1 video. You asked: …`.
  static ScriptedModel describing() {
    return ask ->
        ModelAnswer.of(
            "I see "
                + counted(ask.count(SeenMedia.Kind.IMAGE), "image")
                + " and "
                + counted(ask.count(SeenMedia.Kind.VIDEO), "video")
                + ". You asked: "
                + ask.text());
  }

  /// Prose of exactly this many characters, the same every time.
  static ScriptedModel longAnswer(int chars) {
    String[] words = {
      "light", "river", "a", "window", "of", "stone", "beside", "the", "quiet", "harbour", "and"
    };
    Random random = new Random(chars);
    StringBuilder prose = new StringBuilder(chars + 16);
    while (prose.length() < chars) {
      prose.append(words[random.nextInt(words.length)]);
      prose.append(random.nextInt(40) == 0 ? ".\n\n" : random.nextInt(9) == 0 ? ". " : " ");
    }
    prose.setLength(chars);
    return saying(prose.toString());
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
