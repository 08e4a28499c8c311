package dev.sightline.bot;

import dev.sightline.ask.Admission;
import dev.sightline.ask.AskRules;
import dev.sightline.ask.Rights;
import dev.sightline.config.CurrencySection;
import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.BudgetLimitSection;
import dev.sightline.config.SightlineConfig.BudgetsSection;
import dev.sightline.config.SightlineConfig.RightsSection;
import dev.sightline.config.SightlineConfig.RouteSection;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.NanoUsd;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the configuration says about people, for those who decide by it.
final class HouseRules {
  /// https://docs.slack.dev/reference/objects/usergroup-object, read 2026-09.
  private static final Pattern SLACK_GROUP = Pattern.compile("S[0-9A-Z]+");

  /// Discord docs, "Snowflakes", c98d64bc, read 2026-08.
  private static final Pattern SNOWFLAKE = Pattern.compile("[0-9]{1,19}");

  private HouseRules() {}

  /// The user groups of Slack that the configuration or a budget names.
  ///
  /// @param limits those that hold beside the configuration
  static Set<String> slackGroups(SightlineConfig config, List<Budget.Limit> limits) {
    return groups(config, limits, SLACK_GROUP);
  }

  /// Those of them whose members may not ask.
  static Set<String> blockedSlackGroups(SightlineConfig config) {
    return config.rights().block().stream()
        .filter(id -> SLACK_GROUP.matcher(id).matches())
        .collect(Collectors.toSet());
  }

  /// As [#slackGroups], what may be roles of Discord, or people or channels: only Discord can tell.
  static Set<String> discordRoles(SightlineConfig config, List<Budget.Limit> limits) {
    return groups(config, limits, SNOWFLAKE);
  }

  private static Set<String> groups(
      SightlineConfig config, List<Budget.Limit> limits, Pattern form) {
    RightsSection rights = config.rights();
    return Stream.of(
            Stream.of(rights.admins(), rights.allow(), rights.block()),
            config.routes().stream().map(RouteSection::only),
            config.budgets().limits().stream()
                .filter(limit -> limit.of().equals(Budget.Of.GROUP.text()))
                .map(BudgetLimitSection::only),
            limits.stream().filter(limit -> limit.of() == Budget.Of.GROUP).map(Budget.Limit::only))
        .flatMap(lists -> lists)
        .flatMap(Set::stream)
        .filter(id -> form.matcher(id).matches())
        .collect(Collectors.toSet());
  }

  /// Who may begin an ask.
  static Admission admission(SightlineConfig config, Rights rights) {
    return new Admission(rights, config.limits().asksPerMinute(), InstantSource.system());
  }

  /// What holds in channels of their own, by their ids.
  static Map<String, AskRules.ChannelRule> channels(SightlineConfig config) {
    return config.channels().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                channel ->
                    new AskRules.ChannelRule(
                        channel.getValue().routes(),
                        Providers.parameters(channel.getValue().parameters()))));
  }

  /// Who may do what.
  static Rights rights(SightlineConfig config) {
    RightsSection rights = config.rights();
    return new Rights(
        new Rights.Rules(
            rights.admins(),
            rights.allow(),
            rights.channels(),
            rights.block(),
            config.routes().stream()
                .filter(route -> !route.only().isEmpty())
                .collect(Collectors.toMap(RouteSection::name, RouteSection::only))));
  }

  /// Who may spend how much.
  static Budget budget(SightlineConfig config) {
    BudgetsSection section = config.budgets();
    return new Budget(
        IntStream.range(0, section.limits().size())
            .mapToObj(place -> limit("config-" + (place + 1), section.limits().get(place)))
            .toList(),
        section.zone(),
        currency(config));
  }

  /// In which people are told of amounts.
  static DisplayCurrency currency(SightlineConfig config) {
    CurrencySection section = config.currency();
    return new DisplayCurrency(section.code(), section.perUsd(), section.asOf());
  }

  private static Budget.Limit limit(String id, BudgetLimitSection section) {
    BigDecimal warnUsd = section.warnUsd();
    return new Budget.Limit(
        id,
        Budget.Of.of(section.of()),
        Budget.Per.of(section.per()).orElseThrow(),
        section.only(),
        NanoUsd.ofUsd(section.usd()),
        warnUsd == null ? null : NanoUsd.ofUsd(warnUsd),
        Budget.AtWarning.of(section.atWarning()));
  }
}
