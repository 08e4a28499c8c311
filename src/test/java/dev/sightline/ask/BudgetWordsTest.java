package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.NanoUsd;
import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetWordsTest {

  @Test
  void allOfALimitIsRead() {
    assertThat(read("set person <@U1|anna b> $2.00 per day warn 1.60 cheaper"))
        .isEqualTo(
            new BudgetWords.Set(
                Of.PERSON, "U1", false, usd("2"), Per.DAY, usd("1.6"), AtWarning.CHEAPER_ROUTE));
  }

  @ParameterizedTest
  @CsvSource({
    "set person @U1 2 per day, PERSON, U1, false, day",
    "set person <@!12345> 2 day, PERSON, 12345, false, day",
    "set person each 2 per week, PERSON, , true, week",
    "set group <!subteam^S12|@friends> 2 per day, GROUP, S12, false, day",
    "set role <@&12345> 2 per day, GROUP, 12345, false, day",
    "set group S12 2 per day, GROUP, S12, false, day",
    "set channel 2 per ask, CHANNEL, , false, ask",
    "set channel <#C7|general> 2 per question, CHANNEL, C7, false, ask",
    "set workspace 2 per month, WORKSPACE, , false, month",
    "set server each 2 per 24h, WORKSPACE, , true, rolling-24h",
    "SET TOTAL 2 per 3 hours, TOTAL, , false, rolling-3h",
    "set total 2 per rolling-744h, TOTAL, , false, rolling-744h"
  })
  void whomAndForHowLongIsRead(String words, Of of, String target, boolean isEach, String per) {
    assertThat(read(words))
        .isEqualTo(
            new BudgetWords.Set(
                of, target, isEach, usd("2"), Per.of(per).orElseThrow(), null, AtWarning.SAY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "show", " Show "})
  void nothingSaidIsToShow(String words) {
    assertThat(read(words)).isEqualTo(new BudgetWords.Show());
  }

  @Test
  void numberIsRemoved() {
    assertThat(read("remove #12")).isEqualTo(new BudgetWords.Remove(12));
  }

  @ParameterizedTest
  @CsvSource({
    "travel tips for Rome, by \"travel\"",
    "set, not for \"\"",
    "set persn @U1 2 per day, not for \"persn\"",
    "set person @anna 2 per day, who \"@anna\" is",
    "set person 2 per day, for whom",
    "set channel #general 2 per day, channel \"#general\"",
    "set workspace T1 2 per day, comes an amount",
    "set person @U1 two per day, amount is in US dollars",
    "set person @U1 -2 per day, amount is in US dollars",
    "set person @U1 1000001 per day, at most 1",
    "set person @U1 2, A budget is per",
    "set person @U1 2 per year, A budget is per",
    "set person @U1 2 per 745h, at most 744",
    "set person @U1 2 per day warn 3, not above the budget",
    "set person @U1 2 per day warn, not above the budget",
    "set person @U1 2 per day cheaper, goes with a warning",
    "set person @U1 2 per day please, what \"please\" means",
    "remove, need the number",
    "remove it, need the number"
  })
  void whatIsWrongIsSaid(String words, String sentence) {
    assertThat(read(words)).isInstanceOf(BudgetWords.Wrong.class);
    assertThat(((BudgetWords.Wrong) read(words)).sentence()).contains(sentence);
  }

  private static BudgetWords read(String words) {
    return BudgetWords.read(Arrays.asList(words.split(" ", -1)));
  }

  private static NanoUsd usd(String amount) {
    return NanoUsd.ofUsd(new BigDecimal(amount));
  }
}
