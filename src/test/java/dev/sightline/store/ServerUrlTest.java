package dev.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// User and password stand apart from the URL, whichever way they are written.
final class ServerUrlTest {
  @Test
  void bothWaysOfWritingAreRead() {
    ServerUrl inQuery =
        ServerUrl.of("jdbc:postgresql://db:5432/sightline?user=bot&ssl=true&password=p%26w");
    ServerUrl beforeHost = ServerUrl.of("jdbc:postgresql://bot:p%26w@db:5432/sightline?ssl=true");

    assertThat(inQuery).isEqualTo(beforeHost);
    assertThat(inQuery.url()).isEqualTo("jdbc:postgresql://db:5432/sightline?ssl=true");
    assertThat(inQuery.user()).contains("bot");
    assertThat(inQuery.password()).contains("p&w");
  }

  @Test
  void passwordIsInNoMessage() {
    assertThat(ServerUrl.of("jdbc:postgresql://bot:secret@db/sightline").toString())
        .isEqualTo("jdbc:postgresql://db/sightline")
        .doesNotContain("secret");
  }

  @Test
  void urlWithoutThemStaysAsItIs() {
    ServerUrl plain = ServerUrl.of("jdbc:postgresql://db/sightline");

    assertThat(plain.url()).isEqualTo("jdbc:postgresql://db/sightline");
    assertThat(plain.user()).isEmpty();
    assertThat(plain.password()).isEmpty();
    assertThat(plain.isPostgres()).isTrue();
  }
}
