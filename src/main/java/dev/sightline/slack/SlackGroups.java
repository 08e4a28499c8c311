package dev.sightline.slack;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.failure.PlatformRefused;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is in the user groups that the configuration names; no other is asked about. What Slack does
/// not tell now stays as it told it last; before it told anything nobody is in a group, and
/// everybody in one that may not ask. Safe for all threads.
final class SlackGroups {
  private static final Logger LOG = LoggerFactory.getLogger(SlackGroups.class);

  /// Who joins or leaves a group is known after this at the latest. `usergroups.users.list` is tier
  /// 2, 20 a minute (https://docs.slack.dev/reference/methods/usergroups.users.list, read 2026-09),
  /// which is room for a hundred groups.
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final SlackCalls calls;
  private final Supplier<Set<String>> groups;
  private final Set<String> blocked;
  private final Map<String, Set<String>> last = new ConcurrentHashMap<>();
  private final AsyncCache<String, Set<String>> members =
      Caffeine.newBuilder().expireAfterWrite(KEPT).buildAsync();

  /// @param groups ids, `S…`
  /// @param blocked those of them that nobody may get past because Slack does not tell who is in
  ///   one
  SlackGroups(SlackCalls calls, Supplier<Set<String>> groups, Set<String> blocked) {
    this.calls = calls;
    this.groups = groups;
    this.blocked = Set.copyOf(blocked);
  }

  /// The groups that this person is in, or may be in where that shuts them out.
  Set<String> of(String userId) throws InterruptedException {
    Set<String> mine = new HashSet<>();
    for (String group : groups.get()) {
      boolean isMember = membersOf(group).contains(userId);
      boolean isUnknown = !last.containsKey(group);
      if (isMember || (isUnknown && blocked.contains(group))) {
        mine.add(group);
      }
    }
    return mine;
  }

  /// Asks Slack once, however many ask us at the same time.
  private Set<String> membersOf(String group) throws InterruptedException {
    CompletableFuture<Set<String>> mine = new CompletableFuture<>();
    CompletableFuture<Set<String>> others = members.asMap().putIfAbsent(group, mine);
    try {
      if (others != null) {
        return others.get();
      }
      mine.complete(askSlack(group));
      return mine.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      mine.cancel(false);
    }
  }

  private Set<String> askSlack(String group) throws InterruptedException {
    try {
      List<String> users =
          calls
              .patiently(() ->
                  calls.call(client -> client.usergroupsUsersList(list -> list.usergroup(group))))
              .getUsers();
      last.put(group, users == null ? Set.of() : Set.copyOf(users));
    } catch (PlatformRefused refused) {
      LOG.warn("who is in the user group {} is not known: {}", group, refused.note().message());
    }
    return last.getOrDefault(group, Set.of());
  }
}
