package dev.sightline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is shown of a text that is still being written; `⏎` stands for a line break.
class HealingTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '^',
      value = {
        "a **bold wo → a **bold wo**",
        "a **bold* → a **bold**",
        "5*3 is 15 → 5*3 is 15",
        "run `mvn ver → run `mvn ver`",
        "see [the do → see",
        "see [the docs](https://exa → see",
        "see [the docs](https://x.org) → see [the docs](https://x.org)",
        "see https://exa → see",
        "hi <@U1 → hi",
        "hi <@U1> → hi <@U1>",
        "a⏎```ja → a",
        "```java⏎int x; → ```java⏎int x;⏎```",
        "```java⏎int x;⏎`` → ```java⏎int x;⏎```",
        "1. a⏎   ```⏎   b → 1. a⏎   ```⏎   b⏎   ```",
        "| a | b → ^^",
        "| a | b |⏎|--- → ^^",
        "| a | b |⏎|---|---|⏎| 1 | 2 |⏎| 3 → | a | b |⏎|---|---|⏎| 1 | 2 |",
        "text⏎-- → text",
        "text⏎- → text"
      })
  void unfinishedTextIsFitToBeShown(String text, String shown) {
    assertThat(Healing.of(text.replace("⏎", "\n")).stripTrailing())
        .isEqualTo(shown.replace("⏎", "\n"));
  }
}
