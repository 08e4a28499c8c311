package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.http.HttpStack;
import dev.sightline.route.FalWebhook.Outcome;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.fal.FalWebhooks.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FalWebhookTest {
  private static final String ID = "764cabcf-b745-4b3e-ae38-1200304cf45b";
  private static final String BODY = "{\"request_id\":\"" + ID + "\",\"status\":\"OK\"}";

  private final FalSim sim = new FalSim();
  private final HttpStack http = new HttpStack();
  private final FalDeliveries deliveries = new FalDeliveries();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final FalWebhook webhook =
      new FalWebhook(HttpUrl.get(sim.restUrl()), http.client(), deliveries, () -> now);

  @AfterEach
  void close() {
    http.close();
    sim.close();
  }

  @Test
  void signedDeliveryWakesWhoWaits() {
    try (FalDeliveries.Waiting waiting = deliveries.expect(ID)) {
      assertThat(take(signed())).isEqualTo(Outcome.TAKEN);
      assertThat(waiting.isTold()).isTrue();
    }
  }

  @Test
  void deliveryBeforeAnybodyWaitsIsKept() {
    assertThat(take(signed())).isEqualTo(Outcome.TAKEN);

    try (FalDeliveries.Waiting waiting = deliveries.expect(ID)) {
      assertThat(waiting.isTold()).isTrue();
    }
  }

  @Test
  void sameDeliveryAgainChangesNothing() {
    take(signed());

    assertThat(take(signed())).isEqualTo(Outcome.KNOWN);
  }

  @Test
  void wrongKeyIsRefused() {
    assertRefused(sim.queue().webhooks().forge(ID, BODY, now));
  }

  @Test
  void newKeyIsFetchedWhenTheOldOnesDoNotFit() {
    take(sim.queue().webhooks().sign("another", BODY, now));
    sim.queue().webhooks().rotate();
    now = now.plus(Duration.ofMinutes(2));

    assertThat(take(signed())).isEqualTo(Outcome.TAKEN);
  }

  @Test
  void wrongSignaturesDoNotMakeUsAskForKeysEachTime() {
    for (int i = 0; i < 5; i++) {
      assertRefused(sim.queue().webhooks().forge(ID, BODY, now));
    }

    assertThat(sim.restCalls()).hasSize(1);
  }

  @Test
  void keysAreKeptForADay() {
    take(sim.queue().webhooks().sign("one", BODY, now));
    now = now.plus(Duration.ofHours(23));
    take(sim.queue().webhooks().sign("two", BODY, now));
    assertThat(sim.restCalls()).hasSize(1);

    now = now.plus(Duration.ofHours(1));
    take(sim.queue().webhooks().sign("three", BODY, now));

    assertThat(sim.restCalls()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301})
  void deliveryOfAnotherTimeIsRefused(long seconds) {
    assertRefused(sim.queue().webhooks().sign(ID, BODY, now.plusSeconds(seconds)));
    assertThat(sim.restCalls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 300})
  void clocksMayDifferByFiveMinutes(long seconds) {
    assertThat(take(sim.queue().webhooks().sign(ID, BODY, now.plusSeconds(seconds))))
        .isEqualTo(Outcome.TAKEN);
  }

  @Test
  void changedBodyIsRefused() {
    Signed good = signed();

    assertRefused(
        new Signed(good.id(), good.user(), good.timestamp(), good.signature(), BODY + " "));
  }

  @Test
  void idOfAnotherJobIsRefused() {
    Signed good = signed();

    assertRefused(
        new Signed("another", good.user(), good.timestamp(), good.signature(), good.body()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Fal-Webhook-Request-Id",
        "X-Fal-Webhook-User-Id",
        "X-Fal-Webhook-Timestamp",
        "X-Fal-Webhook-Signature"
      })
  void missingHeaderIsRefused(String name) {
    Map<String, String> headers = headers(signed());
    headers.remove(name);

    assertThat(webhook.take(headers::get, ByteString.encodeUtf8(BODY)))
        .isEqualTo(Outcome.NOT_SIGNED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "zz", "00", "1e9"})
  void headersThatAreNoneAreRefused(String value) {
    Signed good = signed();

    assertRefused(new Signed(good.id(), good.user(), value, good.signature(), BODY));
    assertRefused(new Signed(good.id(), good.user(), good.timestamp(), value, BODY));
  }

  @Test
  void deliveryIsNotRefusedForGoodWhereTheKeysCannotBeFetched() {
    Signed good = signed();
    sim.close();

    assertThat(take(good)).isEqualTo(Outcome.UNSURE);
  }

  private void assertRefused(Signed delivery) {
    try (FalDeliveries.Waiting waiting = deliveries.expect(delivery.id())) {
      assertThat(take(delivery)).isEqualTo(Outcome.NOT_SIGNED);
      assertThat(waiting.isTold()).isFalse();
    }
  }

  private Signed signed() {
    return sim.queue().webhooks().sign(ID, BODY, now);
  }

  private Outcome take(Signed delivery) {
    return webhook.take(headers(delivery)::get, ByteString.encodeUtf8(delivery.body()));
  }

  private static Map<String, String> headers(Signed delivery) {
    return new HashMap<>(
        Map.of(
            "X-Fal-Webhook-Request-Id", delivery.id(),
            "X-Fal-Webhook-User-Id", delivery.user(),
            "X-Fal-Webhook-Timestamp", delivery.timestamp(),
            "X-Fal-Webhook-Signature", delivery.signature()));
  }
}
