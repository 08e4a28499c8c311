package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.Erasure;
import dev.sightline.ledger.Identities;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.Links;
import dev.sightline.ledger.PersonalAccount;
import dev.sightline.media.MediaFolder;
import dev.sightline.store.Store;
import java.time.InstantSource;
import java.util.List;

/// Carries out what people order. Safe for all surfaces.
public final class Orders implements FrontDesk.Clerk {
  private final LinkOrder link;
  private final BudgetOrder budget;
  private final ForgetOrder forget;
  private final Erasure erasure;
  private final MediaCleaning media;

  /// Orders to one bot.
  ///
  /// @param budgets in whose zone people are told times
  /// @param rights who may change budgets
  /// @param lanes where asks run that have to be stopped
  /// @param folder where the files are that people asked about
  public Orders(
      Store store,
      InstantSource time,
      Ledger ledger,
      BudgetBook budgets,
      Rights rights,
      ThreadLanes lanes,
      Conversations conversations,
      MediaFolder folder) {
    Identities identities = ledger.identities();
    this.erasure = new Erasure(store, time, identities);
    this.media = new MediaCleaning(store, erasure, folder);
    this.link = new LinkOrder(new Links(store, time, identities), identities, budgets.zone());
    this.budget =
        new BudgetOrder(
            budgets,
            new BudgetUse(store, time, budgets.zone()),
            new PersonalAccount(store, time, budgets, identities),
            rights);
    this.forget = new ForgetOrder(erasure, new Traces(store), lanes, conversations, media);
  }

  /// Ends what forgetting people left for later. Call it now and then.
  public void sweep() {
    erasure.sweep();
    media.sweep();
  }

  @Override
  public String carryOut(Order order) {
    Order.Kind kind =
        Order.kindOf(order.words())
            .orElseThrow(() -> new IllegalArgumentException("no order: " + order.words()));
    return switch (kind) {
      case LINK -> link.carryOut(order.person(), order.rest(kind));
      case BUDGET -> budget.carryOut(order, order.rest(kind));
      case FORGET -> forget(order.person(), order.rest(kind));
    };
  }

  private String forget(PersonRef person, List<String> words) {
    try {
      return forget.carryOut(person, words);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "I am just restarting, and nothing was erased. Please say it again in a minute.";
    }
  }
}
