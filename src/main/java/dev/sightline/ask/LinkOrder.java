package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Identities;
import dev.sightline.ledger.Identities.Identity;
import dev.sightline.ledger.Links;
import dev.sightline.ledger.Links.Linked;
import dev.sightline.ledger.Links.SamePlatform;
import dev.sightline.ledger.Links.Taken;
import dev.sightline.ledger.Links.TooMany;
import dev.sightline.ledger.Links.Unknown;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `link`, `link CODE` and `link off`: one person on two platforms, with one budget.
final class LinkOrder {
  private static final Logger LOG = LoggerFactory.getLogger(LinkOrder.class);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final String OFF = "off";

  private final Links links;
  private final Identities identities;
  private final ZoneId zone;

  /// @param zone of the times that people are told
  LinkOrder(Links links, Identities identities, ZoneId zone) {
    this.links = links;
    this.identities = identities;
    this.zone = zone;
  }

  String carryOut(PersonRef person, List<String> words) {
    if (words.size() == 1 && words.getFirst().equalsIgnoreCase(OFF)) {
      return part(person);
    }
    Optional<Identity> other = identities.linkedWith(person);
    if (other.isPresent()) {
      return "You are linked with **%s** on %s. %s parts you."
          .formatted(other.get().name(), other.get().platform().title(), typed(person, OFF));
    }
    return words.isEmpty() ? offer(person) : enter(person, String.join("", words));
  }

  private String offer(PersonRef person) {
    String code = links.offer(person);
    return """
    Your code is `%s`. Within %d minutes, type %s.
    From then on you are one person here and there, with one budget. Show the code to nobody.
    """
        .formatted(code, Links.CODE_LIFE.toMinutes(), onTheOther(person, code))
        .strip();
  }

  private static String onTheOther(PersonRef person, String code) {
    return person.platform() == Platform.SLACK
        ? "`/link code:%s` on Discord".formatted(code)
        : "`/sightline link %s` on Slack".formatted(code);
  }

  /// How this is typed where the person is.
  private static String typed(PersonRef person, String words) {
    return person.platform() == Platform.DISCORD
        ? "`/link code:%s`".formatted(words)
        : "`/sightline link %s`".formatted(words);
  }

  private String enter(PersonRef person, String code) {
    return switch (links.enter(person, code)) {
      case Linked(Identity with) -> {
        LOG.info("{} is linked with {}", person.id(), with.id());
        yield "You are **%s** on %s too from now on: one budget, and one sum of what you spend."
                .formatted(with.name(), with.platform().title())
            + " %s parts you again.".formatted(typed(person, OFF));
      }
      case Unknown() ->
          "This code is wrong, was used, or is older than %d minutes. Get a new one by %s, and type"
                  .formatted(Links.CODE_LIFE.toMinutes(), another(person))
              + " it here like this: %s".formatted(typed(person, "K7QM3XHP"));
      case SamePlatform() ->
          "This code was made here on %s. It is to be entered on the other platform."
              .formatted(person.platform().title());
      case Taken() ->
          "Whoever got this code is linked with somebody already, and has to part first: `off`"
              + " instead of a code.";
      case TooMany(var until) ->
          "That were %d tries within the hour. The next one counts from %s on (%s)."
              .formatted(Links.MOST_TRIES, CLOCK.format(until.atZone(zone)), zone);
    };
  }

  private static String another(PersonRef person) {
    return person.platform() == Platform.DISCORD
        ? "`/sightline link` on Slack"
        : "`/link` on Discord";
  }

  private String part(PersonRef person) {
    return links
        .part(person)
        .map(other -> {
          LOG.info("{} is no longer linked with {}", person.id(), other.id());
          return "You and **%s** on %s are two again, each with a budget and sums of its own."
              .formatted(other.name(), other.platform().title());
        })
        .orElse("You are not linked with anybody.");
  }
}
