package dev.sightline.ask;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.PersonRef;
import dev.sightline.failure.NotAllowed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Says who may begin an ask: those with the right to, and no faster than all may. Safe for all
/// threads.
public final class Admission {
  /// How often a person whose question is refused may make the bot say so where others read; our
  /// own choice. In between there is the log.
  static final Duration QUIET = Duration.ofHours(1);

  /// The same for a person who has the right, and was too fast.
  private static final Duration QUIET_WHEN_FAST = AskPace.WINDOW;

  private static final int MOST_TOLD = 100_000;

  private final Rights rights;
  private final AskPace pace;
  private final Cache<String, Boolean> told;
  private final Cache<String, Boolean> toldToWait;

  /// By these rights.
  ///
  /// @param asksPerMinute most of one person; 0 for any number
  public Admission(Rights rights, int asksPerMinute, InstantSource time) {
    this.rights = rights;
    this.pace = new AskPace(asksPerMinute, time);
    this.told = quiet(QUIET, time);
    this.toldToWait = quiet(QUIET_WHEN_FAST, time);
  }

  private static Cache<String, Boolean> quiet(Duration time, InstantSource clock) {
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    return Caffeine.newBuilder()
        .maximumSize(MOST_TOLD)
        .expireAfterWrite(time)
        .ticker(ticker)
        .build();
  }

  /// Everybody may ask, at any pace.
  static Admission open(InstantSource time) {
    return new Admission(new Rights(Rights.Rules.NONE), 0, time);
  }

  /// Who may do what.
  Rights rights() {
    return rights;
  }

  /// Why a person may not ask what they ask with this event, and now; what may be asked counts from
  /// now on.
  Optional<Refused> begin(ChatEvent event) {
    Optional<Refused> noRight =
        rights.mayAsk(Standing.of(event)).map(why -> new Refused(why, told));
    if (noRight.isPresent() || rights.isListed(Standing.of(event))) {
      return noRight;
    }
    Duration wait = pace.begin(event.person(), event.key());
    return wait.isZero() ? Optional.empty() : Optional.of(new Refused(tooFast(wait), toldToWait));
  }

  /// Why the person who asked may not any more, when their ask is taken up again.
  Optional<NotAllowed> stands(ChatEvent event) {
    return rights.mayAsk(Standing.of(event));
  }

  private static NotAllowed tooFast(Duration wait) {
    return new NotAllowed(
        "You ask faster than I may answer one person. Please ask again in %d s."
            .formatted(Math.max(1, wait.plusMillis(999).toSeconds())));
  }

  /// A refusal, and whether it is said.
  ///
  /// @param told who was told of one like it where others read
  record Refused(NotAllowed why, Cache<String, Boolean> told) {
    /// Whether it may be said where others read; then not again for a while.
    boolean mayBeSeen(PersonRef person) {
      return told.asMap().putIfAbsent(person.platform() + "/" + person.id(), true) == null;
    }
  }
}
