package dev.sightline.ask;

import dev.sightline.event.ChatEvent;
import dev.sightline.failure.NotAllowed;
import dev.sightline.ledger.BudgetBook.Actor;
import dev.sightline.ledger.Pauses;
import dev.sightline.thread.ThreadWriter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The buttons under what admins are told, before all other events. Safe for all surfaces.
public final class AdminPresses implements FrontDesk.Taker {
  private static final Logger LOG = LoggerFactory.getLogger(AdminPresses.class);

  private final FrontDesk.Taker others;
  private final Pauses pauses;
  private final Rights rights;

  /// @param others takes all other events
  public AdminPresses(FrontDesk.Taker others, Pauses pauses, Rights rights) {
    this.others = others;
    this.pauses = pauses;
    this.rights = rights;
  }

  @Override
  public boolean accept(ChatEvent event, ThreadWriter writer) {
    return others.accept(event, writer);
  }

  @Override
  public String control(ChatEvent event, ThreadWriter writer) {
    if (event instanceof ChatEvent.Pressed press) {
      Optional<Pauses.Pause> pause = pauses.find(press.button());
      if (pause.isPresent()) {
        return letGoOn(press, pause.get());
      }
    }
    return others.control(event, writer);
  }

  @Override
  public Optional<NotAllowed> refusal(ChatEvent event) {
    return others.refusal(event);
  }

  @Override
  public void refused(ChatEvent event, String why) {
    others.refused(event, why);
  }

  @Override
  public boolean mayAsk(Standing standing) {
    return others.mayAsk(standing);
  }

  private String letGoOn(ChatEvent.Pressed press, Pauses.Pause pause) {
    String actor = press.person().platform() + "/" + press.person().id();
    Standing standing = Standing.of(press);
    boolean isAllowed =
        rights.isListed(standing)
            || (rights.isAdmin(standing)
                && pause.isIn(press.person().platform(), press.person().workspace()));
    if (!isAllowed) {
      LOG.info("{} is no admin and may not let {} go on", actor, pause.who());
      return "Only one of my admins can do that.";
    }
    boolean isFirst = pauses.lift(pause, new Actor(actor, press.person().name()));
    LOG.info("{} lets {} go on", actor, pause.who());
    return isFirst
        ? "%s can go on, and is left alone for a day.".formatted(pause.name())
        : "%s can go on already.".formatted(pause.name());
  }
}
