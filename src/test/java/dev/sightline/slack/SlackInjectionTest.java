package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.Slack;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.limit.Pause;
import dev.sightline.sim.slack.MessageVersion;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackSettings;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.stream.ChatText;
import dev.sightline.stream.InjectionCorpus;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each text of the corpus, written by the bot's own writer, growing in the middle of a token.
class SlackInjectionTest {
  private static final Pattern LINK =
      Pattern.compile("(?<!\\\\)\\[([^\\[\\]]*)]\\(\\s*([^\\s()]+)[^()]*\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`]+`");

  private final SlackSim sim = new SlackSim(SlackSettings.standard().withoutRateLimits());
  private final Slack slack = SlackWiring.slack(Listening.settings(sim));
  private final ChatText reader = SlackChat.text();

  @AfterEach
  void close() throws Exception {
    slack.close();
    sim.close();
  }

  @Test
  void nobodyIsPingedAndNothingLinksUnasked() throws Exception {
    SimMessage question = sim.channel("C1").post("U1", "go");
    List<String> texts = InjectionCorpus.texts();

    for (String text : texts) {
      SlackThreadWriter writer =
          new SlackStreams(
                  new SlackCalls(slack, sim.botToken(), Pause.SLEEP), false, ThreadLimits.ANY_TIME)
              .posting(new ThreadRef(Platform.SLACK, sim.teamId(), "C1", question.ts()));
      Posted posted = writer.post(Page.of(text.substring(0, text.length() / 2)));
      writer.edit(posted, new Page(text, text, text));
    }

    assertThat(texts).hasSizeGreaterThanOrEqualTo(150);
    assertThat(sim.ledger().pings()).isEmpty();
    List<SimMessage> said = sim.ledger().answersIn("C1", question.ts());
    assertThat(said).hasSameSizeAs(texts);
    for (SimMessage message : said) {
      for (MessageVersion version : message.versions()) {
        assertThat(version.attachments()).isEmpty();
        version
            .blocks()
            .forEach(block -> {
              assertThat(block.path("type").asText()).isIn("markdown", "section", "context");
              if (block.path("type").asText().equals("markdown")) {
                String shown = block.path("text").asText();
                assertThat(reader.fault().apply(shown)).as(shown).isEmpty();
                assertThat(misleading(shown)).as(shown).isEmpty();
              }
            });
      }
    }
    assertThat(sim.ledger().calls("chat.postMessage"))
        .allSatisfy(call -> {
          assertThat(call.args().get("unfurl_links").asText()).isIn("0", "false");
          assertThat(call.args().get("unfurl_media").asText()).isIn("0", "false");
        });
  }

  @Test
  void everyTextStaysReadable() {
    for (String text : InjectionCorpus.texts()) {
      String shown = reader.unrender().apply(reader.render().apply(text));

      assertThat(words(shown)).as(text).startsWith(words(text));
    }
  }

  /// The mark of a picture goes with its link.
  private String words(String text) {
    return reader.essence().apply(text).replace("!", "");
  }

  /// The first link whose label has a dot in it, as hosts have, and not its destination's host.
  private static String misleading(String shown) {
    Matcher links = LINK.matcher(CODE.matcher(shown).replaceAll(""));
    while (links.find()) {
      String target = links.group(2);
      boolean isWeb = target.matches("(?i)https?://.*");
      if (target.matches("(?i)(?!mailto)[a-z]+:.*") && !isWeb) {
        return links.group();
      }
      String label = links.group(1);
      if (isWeb
          && label.matches(".*\\p{L}[.。．]\\p{L}.*")
          && !label.contains(URI.create(target).getHost())) {
        return links.group();
      }
    }
    return "";
  }
}
