package dev.sightline.slack;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.slack.api.model.User;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people are called. Safe for all threads.
final class SlackPeople {
  private static final Logger LOG = LoggerFactory.getLogger(SlackPeople.class);

  /// A new name shows after this at the latest, and a failed look-up is tried again.
  private static final Duration KEPT = Duration.ofHours(1);

  private static final int MOST_KEPT = 20_000;

  private final SlackCalls calls;
  private final SlackGroups groups;
  private final CallWindow lookUps = new CallWindow(SlackLimits.LOOK_UPS, System::nanoTime);
  private final AsyncCache<String, Known> known =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(KEPT).buildAsync();

  /// @param isBot whether it is an app and no person
  /// @param isModerator whether it administrates or owns the workspace
  /// @param isMember whether it is known to be more than a guest, who sees only some channels
  private record Known(String name, boolean isBot, boolean isModerator, boolean isMember) {
    static Known byIdOnly(String id) {
      return new Known(id, false, false, false);
    }
  }

  SlackPeople(SlackCalls calls, SlackGroups groups) {
    this.calls = calls;
    this.groups = groups;
  }

  /// The person with the name they chose to be shown by, their groups, and whether they administer
  /// the workspace.
  PersonRef person(String team, String id) throws InterruptedException {
    Known known = known(id);
    return new PersonRef(Platform.SLACK, team, id, known.name, groups.of(id), known.isModerator);
  }

  /// The name a person chose to be shown by; their id where Slack does not tell.
  String name(String id) throws InterruptedException {
    return known(id).name;
  }

  /// Whether this is an app, as far as Slack tells.
  boolean isBot(String id) throws InterruptedException {
    return known(id).isBot;
  }

  /// Whether this person administrates or owns the workspace, as far as Slack tells.
  boolean isModerator(String id) throws InterruptedException {
    return known(id).isModerator;
  }

  /// Whether this person is no guest and may look into every public channel; false where Slack does
  /// not tell.
  boolean isMember(String id) throws InterruptedException {
    return known(id).isMember;
  }

  /// Asks Slack once, however many ask us at the same time.
  private Known known(String id) throws InterruptedException {
    CompletableFuture<Known> mine = new CompletableFuture<>();
    CompletableFuture<Known> others = known.asMap().putIfAbsent(id, mine);
    try {
      if (others != null) {
        return others.get();
      }
      mine.complete(lookUp(id));
      return mine.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      mine.cancel(false);
    }
  }

  /// Where so many are new that Slack would refuse, some go by their ids for an hour.
  private Known lookUp(String id) throws InterruptedException {
    if (!lookUps.tryStart().isZero()) {
      return Known.byIdOnly(id);
    }
    try {
      return askSlack(id);
    } finally {
      lookUps.ended();
    }
  }

  private Known askSlack(String id) throws InterruptedException {
    try {
      User user = calls.call(client -> client.usersInfo(info -> info.user(id))).getUser();
      User.Profile profile = user.getProfile();
      String name =
          Stream.of(
                  profile == null ? "" : profile.getDisplayName(),
                  profile == null ? "" : profile.getRealName(),
                  user.getRealName(),
                  user.getName())
              .filter(each -> each != null && !each.isBlank())
              .findFirst()
              .orElse(id);
      boolean isModerator = user.isAdmin() || user.isOwner() || user.isPrimaryOwner();
      boolean isMember =
          !user.isRestricted() && !user.isUltraRestricted() && !user.isStranger() && !user.isBot();
      return new Known(name, user.isBot(), isModerator, isMember);
    } catch (PlatformRefused | Throttled e) {
      LOG.info("no name for {}: {}", id, e.getMessage());
      return Known.byIdOnly(id);
    }
  }
}
