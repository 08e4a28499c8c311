package dev.sightline.sim.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.model.block.HeaderBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.MarkdownBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The simulated Web API against the real SDK's synchronous client.
class SlackSimApiTest {
  private final SlackSim sim = new SlackSim();
  private final Slack slack = slack(sim);
  private final MethodsClient client = slack.methods(sim.botToken());
  private final SimChannel channel = sim.channel("C1");

  static Slack slack(SlackSim sim) {
    SlackConfig config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(sim.apiUrl());
    config.setProxyUrl(null);
    return Slack.getInstance(config);
  }

  @AfterEach
  void stop() throws Exception {
    slack.close();
    sim.close();
  }

  private ChatPostMessageResponse post(String text) throws IOException, SlackApiException {
    return client.chatPostMessage(post -> post.channel("C1").text(text));
  }

  private String postBlocks(LayoutBlock... blocks) throws IOException, SlackApiException {
    return String.valueOf(
        client.chatPostMessage(post -> post.channel("C1").blocks(List.of(blocks))).getError());
  }

  private static MarkdownBlock markdown(String text) {
    return MarkdownBlock.builder().text(text).build();
  }

  private static SectionBlock section(String text) {
    return SectionBlock.builder().text(MarkdownTextObject.builder().text(text).build()).build();
  }

  @Test
  void authTestNamesTheBotAndTheGrantedScopes() throws Exception {
    var answer = client.authTest(test -> test);

    assertThat(answer.getUserId()).isEqualTo(sim.botUserId());
    assertThat(answer.getHttpResponseHeaders())
        .hasEntrySatisfying(
            "x-oauth-scopes", scopes -> assertThat(scopes.getFirst()).contains("chat:write"));
  }

  @Test
  void userGroupsAreReadWithTheirScopeOnly() throws Exception {
    sim.person("U1").joins("S1");

    var refused = client.usergroupsUsersList(list -> list.usergroup("S1"));
    sim.grant("usergroups:read");

    assertThat(refused.getError()).isEqualTo("missing_scope");
    assertThat(refused.getNeeded()).isEqualTo("usergroups:read");
    assertThat(client.usergroupsUsersList(list -> list.usergroup("S1")).getUsers())
        .containsExactly("U1");
    assertThat(client.usergroupsUsersList(list -> list.usergroup("S2")).getError())
        .isEqualTo("no_such_subteam");
    assertThat(client.usergroupsList(list -> list.includeUsers(true)).getUsergroups())
        .singleElement()
        .satisfies(group -> {
          assertThat(group.getId()).isEqualTo("S1");
          assertThat(group.getUsers()).containsExactly("U1");
        });
  }

  @Test
  void userGroupsAreTierTwo() throws Exception {
    sim.person("U1").joins("S1");
    sim.grant("usergroups:read");
    for (int i = 0; i < 20; i++) {
      assertThat(client.usergroupsUsersList(list -> list.usergroup("S1")).isOk()).isTrue();
    }

    assertThatThrownBy(() -> client.usergroupsUsersList(list -> list.usergroup("S1")))
        .isInstanceOf(SlackApiException.class)
        .hasMessageContaining("429");
  }

  @Test
  void tokensAreToldApart() throws Exception {
    assertThat(slack.methods("xoxb-wrong").authTest(test -> test).getError())
        .isEqualTo("invalid_auth");
    assertThat(withoutToken()).contains("not_authed");
    assertThat(client.appsConnectionsOpen(open -> open).getError())
        .isEqualTo("not_allowed_token_type");
    assertThat(
            slack
                .methods(sim.appToken())
                .chatPostMessage(post -> post.channel("C1").text("x"))
                .getError())
        .isEqualTo("not_allowed_token_type");
  }

  private String withoutToken() throws IOException {
    return send(new Request.Builder().url(sim.apiUrl() + "auth.test"));
  }

  private String sendJson(String method, String json) throws IOException {
    MediaType type = MediaType.get("application/json; charset=utf-8");
    return send(
        new Request.Builder()
            .url(sim.apiUrl() + method)
            .header("Authorization", "Bearer " + sim.botToken())
            .post(RequestBody.create(json, type)));
  }

  private static String send(Request.Builder request) throws IOException {
    OkHttpClient http = new OkHttpClient();
    try (Response answer = http.newCall(request.build()).execute()) {
      return answer.body().string();
    } finally {
      http.connectionPool().evictAll();
    }
  }

  @Test
  void missingScopeIsNamed() throws Exception {
    sim.revoke("chat:write");

    ChatPostMessageResponse answer = post("hello");

    assertThat(answer.getError()).isEqualTo("missing_scope");
    assertThat(answer.getNeeded()).isEqualTo("chat:write");
    assertThat(answer.getProvided()).contains("files:read");
  }

  @Test
  void editsAreKeptWithTheirTimes() throws Exception {
    String ts = post("one").getTs();
    client.chatUpdate(update -> update.channel("C1").ts(ts).text("a &lt; b &amp; c"));

    SimMessage message = sim.ledger().message("C1", ts);
    assertThat(message.versions())
        .extracting(MessageVersion::text)
        .containsExactly("one", "a &lt; b &amp; c");
    assertThat(message.readerText()).isEqualTo("a < b & c");
    assertThat(sim.ledger().answerIn("C1", null)).isEqualTo("a < b & c");
  }

  @Test
  void repliesAreFoundByThread() throws Exception {
    SimMessage question = channel.post("U1", "what is this?");

    client.chatPostMessage(post ->
        post.channel("C1").threadTs(question.ts()).blocks(List.of(markdown("\\*a\\* cat"))));

    assertThat(sim.ledger().answerIn("C1", question.ts())).isEqualTo("*a* cat");
    assertThat(sim.ledger().answersIn("C1", null)).isEmpty();
    var thread = client.conversationsReplies(replies -> replies.channel("C1").ts(question.ts()));
    assertThat(thread.getMessages()).hasSize(2);
    assertThat(thread.getMessages().getFirst().getReplyCount()).isEqualTo(1);
  }

  @Test
  void wrongPlacesAreRefusedAsSlackDoes() throws Exception {
    sim.channel("C2").removeBot();
    sim.channel("C3").archive();
    sim.channel("G4", ChannelKind.PRIVATE).removeBot();
    SimMessage question = channel.post("U1", "hi");
    String gone = post("gone").getTs();
    client.chatDelete(delete -> delete.channel("C1").ts(gone));

    assertThat(errorOf("C9")).isEqualTo("channel_not_found");
    assertThat(errorOf("C2")).isEqualTo("not_in_channel");
    assertThat(errorOf("C3")).isEqualTo("is_archived");
    assertThat(errorOf("G4")).isEqualTo("channel_not_found");
    assertThat(client.chatUpdate(update -> update.channel("C1").ts(gone).text("x")).getError())
        .isEqualTo("message_not_found");
    assertThat(
            client
                .chatUpdate(update -> update.channel("C1").ts(question.ts()).text("x"))
                .getError())
        .isEqualTo("cant_update_message");
    assertThat(post("").getError()).isEqualTo("no_text");
  }

  private String errorOf(String channelId) throws IOException, SlackApiException {
    return client.chatPostMessage(post -> post.channel(channelId).text("x")).getError();
  }

  @Test
  void textsHaveTheirLengths() throws Exception {
    String ts = post("x".repeat(SlackLimits.POST_TEXT_CHARS)).getTs();

    assertThat(post("x".repeat(SlackLimits.POST_TEXT_CHARS + 1)).getError())
        .isEqualTo("msg_too_long");
    assertThat(
            client
                .chatUpdate(update -> update.channel("C1").ts(ts).text("x".repeat(4_001)))
                .getError())
        .isEqualTo("msg_too_long");
    assertThat(
            client.chatUpdate(update -> update.channel("C1").ts(ts).text("x".repeat(4_000))).isOk())
        .isTrue();
  }

  @Test
  void markdownOfAllBlocksIsCountedTogether() throws Exception {
    assertThat(postBlocks(markdown("x".repeat(12_000)))).isEqualTo("null");
    assertThat(postBlocks(markdown("x".repeat(8_000)), markdown("x".repeat(4_001))))
        .isEqualTo("msg_blocks_too_long");
  }

  @Test
  void blocksHaveTheirLimits() throws Exception {
    assertThat(postBlocks(section("x".repeat(3_001)))).isEqualTo("invalid_blocks");
    assertThat(
            postBlocks(
                HeaderBlock.builder()
                    .text(PlainTextObject.builder().text("x".repeat(151)).build())
                    .build()))
        .isEqualTo("invalid_blocks");
    assertThat(postBlocks(Collections.nCopies(51, section("x")).toArray(LayoutBlock[]::new)))
        .isEqualTo("invalid_blocks");
  }

  @Test
  void faultInABlockIsPointedAt() throws Exception {
    ChatPostMessageResponse answer =
        client.chatPostMessage(post ->
            post.channel("C1").blocks(List.of(section("fine"), section("x".repeat(3_001)))));

    assertThat(answer.getErrors())
        .containsExactly("must be less than 3001 characters [json-pointer:/blocks/1/text/text]");
  }

  @Test
  void postsThatComeTooFastAreLimitedWithRetryAfter() throws Exception {
    for (int i = 0; i < SlackLimits.POST_BURST; i++) {
      assertThat(post("part " + i).isOk()).isTrue();
    }

    SlackApiException refused = catchThrowableOfType(SlackApiException.class, () -> post("more"));

    assertThat(refused.getResponse().code()).isEqualTo(429);
    assertThat(refused.getResponse().header("Retry-After")).matches("[1-3]");
    assertThat(refused.getError().getError()).isEqualTo("ratelimited");
    assertThat(sim.ledger().brokenLimits()).hasSize(1);
    assertThat(
            client.chatPostMessage(post -> post.channel(sim.channel("C2").id()).text("x")).isOk())
        .isTrue();
  }

  @Test
  void updatesOfAWorkspaceAreCountedTogether() throws Exception {
    String ts = post("x").getTs();
    for (int i = 0; i < SlackLimits.TIER_3_PER_MINUTE; i++) {
      String text = "edit " + i;
      client.chatUpdate(update -> update.channel("C1").ts(ts).text(text));
    }

    assertThatThrownBy(() -> client.chatUpdate(update -> update.channel("C1").ts(ts).text("more")))
        .isInstanceOf(SlackApiException.class);
  }

  @Test
  void callingBeforeRetryAfterHasPassedBreaksALimit() throws Exception {
    sim.faults().next("chat.postMessage", 1, new Faults.Fault.RateLimited(30));
    assertThatThrownBy(() -> post("first")).isInstanceOf(SlackApiException.class);
    assertThat(sim.ledger().brokenLimits()).isEmpty();

    assertThatThrownBy(() -> post("again at once")).isInstanceOf(SlackApiException.class);

    assertThat(sim.ledger().brokenLimits()).hasSize(1);
  }

  @Test
  void faultsHappenAsOftenAsAsked() throws Exception {
    sim.faults().next("chat.postMessage", 1, new Faults.Fault.Refused("internal_error"));
    sim.faults().next("chat.postMessage", 1, new Faults.Fault.Down(503));
    sim.faults().next("chat.postMessage", 1, new Faults.Fault.AnswerLost());

    assertThat(post("one").getError()).isEqualTo("internal_error");
    assertThatThrownBy(() -> post("two")).isInstanceOf(SlackApiException.class);
    assertThatThrownBy(() -> post("three")).isInstanceOf(IOException.class);
    assertThat(post("four").isOk()).isTrue();
    assertThat(sim.ledger().answerIn("C1", null)).isEqualTo("three\nfour");
  }

  @Test
  void slowAnswerTakesEffectAtOnce() throws Exception {
    sim.faults().next("chat.postMessage", 1, new Faults.Fault.Slow(Duration.ofMillis(100)));
    long from = System.nanoTime();

    post("slow");

    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .isGreaterThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void liveMentionsAreNoticedWhereverTheyStand() throws Exception {
    post("hey <!channel> and <@U7>");
    postBlocks(markdown("a model wrote <!here> and `<!subteam^S1>`"));
    client.chatPostMessage(post -> post.channel("C1").linkNames(true).text("@everyone come"));

    assertThat(sim.ledger().pings())
        .extracting(Ping::who)
        .containsExactly("channel", "U7", "here", "S1", "everyone");
  }

  @Test
  void neutralMentionsPingNobody() throws Exception {
    post("hey &lt;!channel&gt; and @channel");
    postBlocks(markdown("a model wrote &lt;@U7&gt;"));

    assertThat(sim.ledger().pings()).isEmpty();
    assertThat(sim.ledger().answerIn("C1", null))
        .isEqualTo("hey <!channel> and @channel\na model wrote <@U7>");
  }

  @Test
  void mentionThatComesByAnEditPingsOnce() throws Exception {
    String ts = post("thinking").getTs();
    client.chatUpdate(update -> update.channel("C1").ts(ts).text("<!here> look"));
    client.chatUpdate(update -> update.channel("C1").ts(ts).text("<!here> look at this"));

    assertThat(sim.ledger().pings()).singleElement().matches(Ping::edited);
  }

  @Test
  void tokenInAMessageIsNoticed() throws Exception {
    post("my token is " + sim.botToken());

    assertThat(sim.ledger().misplacedTokens()).hasSize(1);
  }

  @Test
  void methodThatSlackDoesNotKnowIsRefused() throws Exception {
    assertThat(client.apiTest(test -> test).getError()).isEqualTo("unknown_method");
  }

  @Test
  void readingMethodsIgnoreAJsonBody() throws Exception {
    sim.person("U1");

    assertThat(client.usersInfo(info -> info.user("U1")).getUser().getName())
        .isEqualTo("person-U1");
    assertThat(sendJson("users.info", "{\"user\":\"U1\"}")).contains("invalid_arguments");
    assertThat(sendJson("chat.postMessage", "{\"channel\":\"C1\",\"text\":\"hello\"}"))
        .contains("\"ok\":true");
  }

  @Test
  void homeTabKeepsItsHash() throws Exception {
    sim.person("U1");
    String view = "{\"type\":\"home\",\"blocks\":[{\"type\":\"divider\"}]}";

    var first = client.viewsPublish(publish -> publish.userId("U1").viewAsString(view));
    var second =
        client.viewsPublish(publish -> publish.userId("U1").viewAsString(view).hash("old"));

    assertThat(first.getView().getHash()).isNotEmpty();
    assertThat(second.getError()).isEqualTo("hash_conflict");
    assertThat(sim.ledger().homes()).hasSize(1);
  }
}
