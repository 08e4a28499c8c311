package dev.sightline.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostCredentialsTest {
  private static final HostCredentials SLACK =
      new HostCredentials(
          List.of(
              new HostCredentials.Rule(
                  HostList.of(List.of("files.slack.com", "127.0.0.1:8081", "127.0.0.2")),
                  "Bearer xoxb-1")),
          HostList.of(Set.of("127.0.0.1", "127.0.0.2")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://files.slack.com/a",
        "https://FILES.slack.com/a",
        "http://127.0.0.1:8081/a",
        "http://127.0.0.2:9000/a"
      })
  void aListedHostGetsItsCredential(String url) {
    assertThat(SLACK.atFirst(HttpUrl.get(url))).contains("Bearer xoxb-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://files.slack.com/a",
        "https://slack.com/a",
        "https://evil.files.slack.com/a",
        "https://files.slack.com.evil.example/a",
        "https://files.slack.com@evil.example/a",
        "http://127.0.0.1:8082/a"
      })
  void everyOtherHostGetsNone(String url) {
    assertThat(SLACK.atFirst(HttpUrl.get(url))).isEmpty();
  }

  @Test
  void anEntryWithoutAPortDoesNotFollowARedirectToAnotherPort() {
    assertThat(SLACK.afterRedirect(HttpUrl.get("http://127.0.0.2:9000/a"))).isEmpty();
    assertThat(SLACK.afterRedirect(HttpUrl.get("https://files.slack.com/a"))).isPresent();
  }

  @Test
  void aRuleDoesNotPrintItsSecret() {
    assertThat(new HostCredentials.Rule(HostList.NONE, "Bearer xoxb-1").toString())
        .doesNotContain("xoxb");
  }
}
