package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Words to the bot that are no question: it does what they say, and answers the person alone.
///
/// @param person in the workspace where it was given
/// @param channelId where it was given; of a thread its channel
/// @param words all of them, beginning with those of a [Kind]; mentions as the platform writes
///   them: `<@ID>` or `<@ID|name>` a person, `<#ID>` or `<#ID|name>` a channel
public record Order(PersonRef person, String channelId, String words) {
  /// What can be ordered.
  public enum Kind {
    /// Makes identities on two platforms one person, and parts them.
    LINK("link"),
    /// Shows budgets, and lets admins change them.
    BUDGET("budget"),
    /// Erases what is kept of the person.
    FORGET("forget me");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    private List<String> split() {
      return Order.split(words);
    }
  }

  /// Which order begins with these words; empty where they are a question.
  public static Optional<Kind> kindOf(String words) {
    List<String> said = split(words);
    return Arrays.stream(Kind.values())
        .filter(kind -> said.size() >= kind.split().size())
        .filter(kind -> lower(said.subList(0, kind.split().size())).equals(kind.split()))
        .findFirst();
  }

  private static List<String> split(String words) {
    return Arrays.stream(words.strip().split("\\s+")).toList();
  }

  private static List<String> lower(List<String> words) {
    return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }

  /// What follows the words of its kind.
  List<String> rest(Kind kind) {
    List<String> said = split(words);
    return said.subList(kind.split().size(), said.size());
  }
}
