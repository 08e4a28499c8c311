package dev.sightline.slack;

import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.UsageAnswer;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.failure.FailureWords;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers what needs no model: what a person has spent, and how to use the bot.
final class SlackReports {
  private static final Logger LOG = LoggerFactory.getLogger(SlackReports.class);
  private static final String CAPTION = "What you spent this month";

  private final FrontDesk desk;
  private final SlackCalls calls;

  /// A place that only the person sees.
  @FunctionalInterface
  interface Aside {
    /// Says something there.
    void say(String markdown) throws InterruptedException;
  }

  SlackReports(FrontDesk desk, SlackCalls calls) {
    this.desk = desk;
    this.calls = calls;
  }

  /// How to use the bot, in Markdown.
  String help() {
    return desk.help(Platform.SLACK);
  }

  /// Says in a thread how to use the bot.
  void help(SlackThreadWriter writer) throws InterruptedException {
    post(writer, help());
  }

  /// Says in a thread what the person has spent, with a chart.
  void usage(PersonRef person, SlackThreadWriter writer) throws InterruptedException {
    UsageAnswer usage = desk.usage(person);
    if (post(writer, usage.markdown())) {
      try {
        calls.patiently(() -> {
          writer.attach(usage.chart(), CAPTION);
          return true;
        });
      } catch (PlatformRefused refused) {
        LOG.warn("chart not uploaded: {}", refused.getMessage());
        post(writer, noChart(refused));
      }
    }
  }

  /// Says to the person alone what they have spent, and puts the chart into their direct messages:
  /// a file cannot be shown to one person in a channel.
  void usage(PersonRef person, Aside aside) throws InterruptedException {
    UsageAnswer usage = desk.usage(person);
    aside.say(usage.markdown() + "\n\nThe chart is in our direct messages.");
    try {
      chartToDirectMessages(person, usage.chart());
    } catch (PlatformRefused refused) {
      LOG.warn("chart not uploaded: {}", refused.getMessage());
      aside.say(noChart(refused));
    }
  }

  private void chartToDirectMessages(PersonRef person, OutgoingFile chart)
      throws PlatformRefused, InterruptedException {
    String channel = calls.channel(person.id());
    calls.patiently(() -> {
      SlackUpload.to(calls, channel, null, chart, CAPTION);
      return true;
    });
  }

  private boolean post(SlackThreadWriter writer, String markdown) throws InterruptedException {
    try {
      calls.patiently(() -> writer.post(Page.of(markdown)));
      return true;
    } catch (PlatformRefused refused) {
      LOG.warn("report not posted: {}", refused.getMessage());
      return false;
    }
  }

  private static String noChart(PlatformRefused refused) {
    return refused.reason() == PlatformRefused.Reason.MISSING_PERMISSION
        ? "I could not upload the chart: the scope `files:write` or `im:write` is missing."
        : "I could not upload the chart. " + FailureWords.forPerson(refused);
  }
}
