package dev.sightline.bot;

import dev.sightline.alert.Alert;
import dev.sightline.alert.Alerts;
import dev.sightline.config.SightlineConfig.ProviderSection;
import dev.sightline.failure.RouteRefused;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.NanoUsd;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at what is left of the credit at providers that tell it, and tells admins once when it is
/// nearly gone, and again only after it was not.
final class CreditWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CreditWatch.class);

  /// After which time a refusal for want of credit is told again; our own choice.
  private static final Duration AGAIN = Duration.ofDays(1);

  private final Alerts alerts;
  private final BigDecimal least;
  private final DisplayCurrency currency;

  /// @param least in US dollars; what is below it is nearly gone
  /// @param currency in which admins are told
  CreditWatch(Alerts alerts, BigDecimal least, DisplayCurrency currency) {
    this.alerts = alerts;
    this.least = least;
    this.currency = currency;
  }

  /// Asks all providers that tell.
  void look(Providers providers) {
    for (ProviderSection provider : providers.tellingCredit()) {
      try {
        Optional<BigDecimal> left = providers.credit(provider);
        if (left.isPresent()) {
          look(provider.name(), left.get());
        }
      } catch (IOException e) {
        LOG.info("credit at {} is not known now: {}", provider.name(), e.toString());
      }
    }
  }

  private void look(String provider, BigDecimal left) {
    if (left.compareTo(least) >= 0) {
      alerts.isOver(low(provider));
      alerts.isOver(out(provider));
      return;
    }
    alerts.raise(
        new Alert(
            low(provider),
            "The credit at %s is nearly gone: %s is left. Without it no question is answered there."
                .formatted(provider, currency.rounded(NanoUsd.ofUsd(left)))));
  }

  /// A provider refused a question for want of credit.
  void refused(String provider, RouteRefused refused) {
    alerts.raise(
        new Alert(
            out(provider),
            "%s refused a question because there is no credit left (%s)."
                .formatted(provider, refused.note().message())),
        AGAIN);
  }

  private static String low(String provider) {
    return "credit/" + provider + "/low";
  }

  private static String out(String provider) {
    return "credit/" + provider + "/out";
  }
}
