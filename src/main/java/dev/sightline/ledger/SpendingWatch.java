package dev.sightline.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.store.Store;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the limits and at what is usual a moment after something was spent or refused, on a
/// thread of its own: no ask waits for it, and what comes meanwhile is looked at together. Safe for
/// all asks.
public final class SpendingWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpendingWatch.class);

  /// Of a limit, the parts at which somebody should know.
  private static final int NEARLY = 80;

  private static final int ALL = 100;

  /// Least time between two looks; our own choice.
  private static final Duration BREATH = Duration.ofMillis(200);

  /// What was told is not looked up in the store again for this long; our own choice.
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private static final int MOST_REMEMBERED = 50_000;

  private final Store store;
  private final InstantSource time;
  private final BudgetBook book;
  private final Spans spans;
  private final Budgets words;
  private final Anomaly anomaly;
  private final Pauses pauses;
  private final Listener told;
  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();
  private final Semaphore woken = new Semaphore(0);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Set<List<Whose>> spent = new LinkedHashSet<>();
  private Set<Shared> refused = new LinkedHashSet<>();

  /// Somebody should know something.
  ///
  /// @param id of what it is about, the span of time included
  /// @param lesser ids of what need not be told besides, now or later
  /// @param words a sentence; names in it are any text
  /// @param again after which time the same can be told again; null for never
  public record Sign(String id, List<String> lesser, String words, @Nullable Duration again) {}

  /// Told on the watch's thread.
  public interface Listener {
    /// Much of a limit is used, or all. May come more than once with the same id.
    void reached(Sign sign);

    /// Somebody waits for an admin from now on.
    void paused(Pauses.Pause pause);
  }

  /// A watch over limits, and over what is usual.
  public SpendingWatch(
      Store store,
      InstantSource time,
      BudgetBook book,
      Anomaly anomaly,
      Pauses pauses,
      Listener told) {
    this.store = store;
    this.time = time;
    this.book = book;
    this.anomaly = anomaly;
    this.pauses = pauses;
    this.spans = new Spans(book.zone());
    this.words = new Budgets(spans, book.currency());
    this.told = told;
  }

  /// Begins to look.
  public void start() {
    threads.execute(this::run);
  }

  /// Lets those through who are not paused.
  ///
  /// @throws OverBudget with a sentence for the person
  void check(List<Whose> whose) throws OverBudget {
    pauses.check(whose);
  }

  /// Something was spent that counts for these. Returns at once.
  synchronized void spent(List<Whose> whose) {
    spent.add(whose);
    woken.release();
  }

  /// An ask was refused because of this limit. Returns at once.
  synchronized void refused(Shared limit) {
    refused.add(limit);
    woken.release();
  }

  private void run() {
    try {
      while (true) {
        woken.acquire();
        woken.drainPermits();
        try {
          look();
        } catch (RuntimeException e) {
          LOG.error("limits were not looked at", e);
        }
        Thread.sleep(BREATH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Set<List<Whose>> whose;
    Set<Shared> refusals;
    synchronized (this) {
      whose = spent;
      spent = new LinkedHashSet<>();
      refusals = refused;
      refused = new LinkedHashSet<>();
    }
    Instant now = time.instant();
    Set<Sign> signs = new LinkedHashSet<>();
    store
        .reads()
        .useHandle(handle -> {
          for (Shared refusal : refusals) {
            look(handle, refusal, true, now, signs);
          }
          for (Shared shared : shared(whose)) {
            look(handle, shared, false, now, signs);
          }
        });
    // Persons first: what they are paused for does not count for their channels.
    pauseUnusual(whose, Of.PERSON, now);
    pauseUnusual(whose, Of.CHANNEL, now);
    signs.forEach(this::tell);
  }

  private record Unusual(Whose whose, Named name, Anomaly.Found found) {}

  private void pauseUnusual(Set<List<Whose>> whose, Of scope, Instant now) {
    Map<Whose, String> workspaces = new LinkedHashMap<>();
    for (List<Whose> all : whose) {
      String workspace =
          all.stream()
              .filter(one -> one.scope() == Of.WORKSPACE)
              .map(Whose::who)
              .findFirst()
              .orElse("");
      all.stream()
          .filter(one -> one.scope() == scope)
          .forEach(one -> workspaces.put(one, workspace));
    }
    List<Unusual> unusual =
        store
            .reads()
            .withHandle(handle ->
                workspaces.keySet().stream()
                    .flatMap(one ->
                        anomaly.find(handle, spans, one, now).stream()
                            .map(found -> new Unusual(one, Named.of(handle, one), found)))
                    .toList());
    unusual.forEach(one -> pause(one, workspaces.getOrDefault(one.whose, "")));
  }

  private void pause(Unusual unusual, String workspace) {
    String sentence =
        "%s spent %s within an hour, where %s was the most of two weeks"
            .formatted(
                unusual.name.words(),
                book.currency().kept(unusual.found.hour()),
                book.currency().kept(unusual.found.usual()));
    pauses.pause(unusual.whose, workspace, unusual.name.name(), sentence).ifPresent(told::paused);
  }

  /// All that counts together among these, each once.
  private Set<Shared> shared(Set<List<Whose>> whose) {
    List<Limit> limits = book.limits();
    return whose.stream()
        .flatMap(all -> limits.stream().flatMap(limit -> Shared.of(limit, all).stream()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void tell(Sign sign) {
    told.reached(sign);
    known.put(sign.id(), true);
    sign.lesser().forEach(id -> known.put(id, true));
  }

  private void look(Handle handle, Shared shared, boolean isRefused, Instant now, Set<Sign> signs) {
    if (known.getIfPresent(id(shared, now, ALL)) != null) {
      return;
    }
    Limit limit = shared.limit();
    NanoUsd used =
        shared.whose().stream()
            .map(whose -> spentIn(handle, limit.per(), whose, now))
            .reduce(NanoUsd.ZERO, NanoUsd::plus);
    long percent = percent(used, limit.most());
    if (isRefused || percent >= ALL) {
      String state =
          isRefused && percent < ALL
              ? "has too little left for a question that was refused (%s is spent)"
              : "is used up (%s is spent)";
      signs.add(sign(handle, shared, ALL, state.formatted(book.currency().rounded(used)), now));
    } else if (percent >= NEARLY && known.getIfPresent(id(shared, now, NEARLY)) == null) {
      String state = "is used to %d %% (%s)".formatted(percent, book.currency().rounded(used));
      signs.add(sign(handle, shared, NEARLY, state, now));
    }
  }

  private static long percent(NanoUsd used, NanoUsd most) {
    if (most.nanos() == 0) {
      return used.nanos() > 0 ? ALL : 0;
    }
    return used.toUsd().movePointRight(2).divide(most.toUsd(), 0, RoundingMode.DOWN).longValue();
  }

  /// What was given back to an earlier span is nothing that may be spent in this one.
  private NanoUsd spentIn(Handle handle, Per per, Whose whose, Instant now) {
    Instant since = spans.since(per, now);
    long firstDay = spans.firstDayFrom(since).toEpochMilli();
    long nanos =
        handle
            .createQuery(
                """
                SELECT COALESCE(SUM(nanos), 0) FROM tallies WHERE scope = :scope AND who = :who
                  AND ((span = 'DAY' AND start >= :firstDay)
                    OR (span = 'HOUR' AND start >= :since AND start < :firstDay))
                """)
            .bind("scope", whose.scope().name())
            .bind("who", whose.who())
            .bind("firstDay", firstDay)
            .bind("since", since.toEpochMilli())
            .mapTo(long.class)
            .one();
    return new NanoUsd(Math.max(0, nanos));
  }

  private Sign sign(Handle handle, Shared shared, int part, String state, Instant now) {
    Limit limit = shared.limit();
    String sentence =
        "%s of %s for %s %s; %s."
            .formatted(
                budget(handle, shared.whose().getFirst()),
                book.currency().exact(limit.most()),
                Budgets.span(limit.per()),
                state,
                words.anew(handle, shared, now));
    boolean isWindow = limit.per().kind() == Per.Kind.ROLLING;
    return new Sign(
        id(shared, now, part),
        part == ALL ? List.of(id(shared, now, NEARLY)) : List.of(),
        sentence,
        isWindow ? Duration.ofHours(limit.per().hours()) : null);
  }

  /// The same for the same limit, whose, span of time and part. A limit that was changed is another
  /// one; of a person's identities the first stands for all.
  private String id(Shared shared, Instant now, int part) {
    Limit limit = shared.limit();
    boolean isWindow = limit.per().kind() == Per.Kind.ROLLING;
    String span = isWindow ? "window" : spans.date(spans.since(limit.per(), now)).toString();
    return String.join(
        "/",
        "budget",
        limit.id(),
        Long.toString(limit.most().nanos()),
        limit.of().name(),
        shared.whose().stream().map(Whose::who).min(Comparator.naturalOrder()).orElse(""),
        span,
        Integer.toString(part));
  }

  private static String budget(Handle handle, Whose whose) {
    return whose.scope() == Of.TOTAL
        ? "The whole budget"
        : "The budget of " + Named.of(handle, whose).words();
  }

  /// What was not looked at by now is looked at when something is spent again. Returns when the
  /// look that is under way has ended: it needs the store.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
