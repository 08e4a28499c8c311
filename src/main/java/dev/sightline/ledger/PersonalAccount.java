package dev.sightline.ledger;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Identities.Identity;
import dev.sightline.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/// What one person may know of the ledger beside their report: how full their own budgets are, and
/// what was answered to them last. What others spend is not in it. Safe for all threads.
public final class PersonalAccount {
  private final Store store;
  private final InstantSource time;
  private final BudgetBook book;
  private final Identities identities;
  private final Spans spans;
  private final Budgets budgets;

  /// An account of whoever is asked about.
  public PersonalAccount(Store store, InstantSource time, BudgetBook book, Identities identities) {
    this.store = store;
    this.time = time;
    this.book = book;
    this.identities = identities;
    this.spans = new Spans(book.zone());
    this.budgets = new Budgets(spans, book.currency());
  }

  /// How full a budget is.
  ///
  /// @param used spent and held; may be above `most`, where the limit was lowered
  /// @param words such as `$1.04 of $2.00 for today; it starts anew at midnight (Europe/Berlin)`
  public record Gauge(NanoUsd used, NanoUsd most, String words) {
    /// 0 to 1.
    public double share() {
      return most.nanos() == 0 ? 1 : Math.min(1, (double) used.nanos() / most.nanos());
    }
  }

  /// What was answered once.
  ///
  /// @param words model and cost, such as `gemini-3.1-flash-lite · est. $0.0012`
  public record Answered(Instant at, Platform platform, String channel, String words) {}

  /// The budgets that are this person's alone, in the order of the configuration.
  public List<Gauge> budgets(PersonRef person) {
    List<Whose> whose = identities.with(List.of(Whose.person(person.platform(), person.id())));
    List<Shared> counted = Shared.of(book.limits(), whose);
    Instant now = time.instant();
    return store
        .reads()
        .withHandle(handle -> {
          List<NanoUsd> used = Sums.used(store, handle, spans, counted, now);
          return IntStream.range(0, counted.size())
              .mapToObj(i -> gauge(handle, counted.get(i), used.get(i), now))
              .toList();
        });
  }

  /// How full a limit is for who asks, in a channel; empty where it is for others, or for one
  /// question alone.
  public Optional<Gauge> gauge(Limit limit, PersonRef person, String channel) {
    List<Whose> whose =
        identities.with(
            Whose.of(person.platform(), person.workspace(), channel, person.id(), person.groups()));
    Instant now = time.instant();
    return Shared.of(limit, whose).stream()
        .findFirst()
        .map(one ->
            store
                .reads()
                .withHandle(handle ->
                    gauge(
                        handle,
                        one,
                        Sums.used(store, handle, spans, List.of(one), now).getFirst(),
                        now)));
  }

  private Gauge gauge(Handle handle, Shared one, NanoUsd used, Instant now) {
    Limit limit = one.limit();
    String words =
        "%s of %s for %s; %s"
            .formatted(
                book.currency().rounded(used),
                book.currency().exact(limit.most()),
                Budgets.span(limit.per()),
                budgets.anew(handle, one, now));
    return new Gauge(used, limit.most(), words);
  }

  /// The last answers that had a price or were free, newest first, with what is known of their cost
  /// by now.
  public List<Answered> latest(PersonRef person, int most) {
    return identities.of(person).stream()
        .flatMap(one -> latest(one, most).stream())
        .sorted(Comparator.comparing(Answered::at).reversed())
        .limit(most)
        .toList();
  }

  private List<Answered> latest(Identity one, int most) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT e.at, e.platform, e.channel, e.model, e.basis, e.nanos AS charged,
                      (SELECT SUM(c.nanos) FROM entries c WHERE c.settles = e.id) AS correction
                    FROM entries e
                    WHERE e.platform = :platform AND e.person_id = :id AND e.kind = 'CHARGE'
                    ORDER BY e.at DESC, e.id LIMIT :most
                    """)
                .bind("platform", one.platform())
                .bind("id", one.id())
                .bind("most", most)
                .map((row, context) -> {
                  long correction = row.getLong("correction");
                  boolean isCorrected = !row.wasNull();
                  NanoUsd cost = new NanoUsd(row.getLong("charged") + correction);
                  return new Answered(
                      Instant.ofEpochMilli(row.getLong("at")),
                      Platform.valueOf(row.getString("platform")),
                      row.getString("channel"),
                      Footer.modelName(row.getString("model"))
                          + Footer.DOT
                          + words(Charge.Basis.valueOf(row.getString("basis")), cost, isCorrected));
                })
                .list());
  }

  private String words(Charge.Basis basis, NanoUsd cost, boolean isCorrected) {
    if (isCorrected) {
      return book.currency().rounded(cost);
    }
    return switch (basis) {
      case FREE -> "free";
      case UNPRICED -> "unpriced";
      case ESTIMATED -> "est. " + book.currency().rounded(cost);
      case BILLED -> book.currency().rounded(cost);
    };
  }
}
