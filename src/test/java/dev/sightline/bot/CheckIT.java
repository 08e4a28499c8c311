package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.slack.SlackSim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./sightline check`, as a process, against platforms that are set up well and badly.
@Order(LongTests.FIRST)
class CheckIT {
  @TempDir Path folder;

  private final FalSim fal = new FalSim();
  private final ChatSim flux = new ChatSim(ChatProfile.FLUX);
  private final ChatSim openRouter = new ChatSim(ChatProfile.OPENROUTER);
  private final SlackSim slack = new SlackSim();
  private final DiscordSim discord = DiscordSim.start();

  @AfterEach
  void stop() {
    fal.close();
    flux.close();
    openRouter.close();
    slack.close();
    discord.close();
  }

  @Test
  void allIsWell() throws Exception {
    Launched check = check(FalSim.KEY, Map.of());

    assertThat(check.out())
        .doesNotContain("BROKEN")
        .contains("ok     provider fal: ")
        .contains("ok     provider flux-anthropic: ");
    assertThat(check.exitCode()).isZero();
  }

  @Test
  void missingSlackScopeIsNamed() throws Exception {
    slack.revoke("files:read");

    Launched check = check(FalSim.KEY, Map.of());

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out()).containsPattern("BROKEN.*files:read");
  }

  @Test
  void refusedDiscordIntentIsNamed() throws Exception {
    discord.permitMessageContent(false);

    Launched check = check("wrong:key", Map.of());

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out()).contains("discord message content").contains("Message Content Intent");
  }

  @Test
  void wrongFalKeyIsNamed() throws Exception {
    Launched check = check("wrong:key", Map.of());

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out()).containsPattern("BROKEN provider fal: does not accept the key");
    assertThat(check.out() + check.err()).doesNotContain("wrong:key");
  }

  @Test
  void wrongKeyOfAnthropicsShapeIsNamed() throws Exception {
    flux.provider().revoke(ChatSim.KEY);

    Launched check = check(FalSim.KEY, Map.of());

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out())
        .containsPattern("BROKEN provider flux-anthropic: does not accept the key");
  }

  @Test
  void modelsThatAreGoneOrUnheardOfAreNamed() throws Exception {
    Launched check =
        check(
            FalSim.KEY,
            Map.of("SIGHTLINE_MODEL_LIST", openRouter.baseUrl() + "/models"),
            """
            routes:
              - { name: gone, provider: fal, model: old, takes: [text] }
              - { name: soon, provider: fal, model: "openai/gpt-4.1", takes: [text] }
              - { name: unheard, provider: fal, model: "google/gemini-9", takes: [text] }
              - { name: well, provider: fal, model: "google/gemini-2.5-pro", takes: [text] }
              - { name: claude, provider: flux-anthropic, model: "claude-0", takes: [text] }
            models:
              - { model: old, takes: [text], expires: 2026-01-31, instead: new, source: a test, date: 2026-01-01 }
              - { model: "openai/gpt-4.1", takes: [text], expires: %s, source: a test, date: 2026-01-01 }
              - { model: "google/gemini-2.5-pro", takes: [text], source: a test, date: 2026-01-01 }
            """
                .formatted(LocalDate.now(ZoneOffset.UTC).plusDays(20)));

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out().lines().filter(line -> line.contains(" route ")))
        .containsExactly(
            "BROKEN route gone: old answers no more since 2026-01-31; set another, such as new.",
            "note   route soon: openai/gpt-4.1 answers no more from %s on; set another in time."
                .formatted(LocalDate.now(ZoneOffset.UTC).plusDays(20)),
            "BROKEN route unheard: google/gemini-9 is not a model that its provider lists; set another.",
            "BROKEN route claude: claude-0 is not a model that its provider lists; set another.",
            "note   route claude: nobody tells what claude-0 costs; give its price in prices, or say free or tells-cost of its provider. With budgets it would not be asked.");
  }

  @Test
  void missingFfmpegIsNamed() throws Exception {
    // Ours has no place to be unpacked to.
    Files.createFile(folder.resolve("ffmpeg"));

    Launched check = check(FalSim.KEY, Map.of("PATH", withoutFfmpeg()));

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out()).containsPattern("BROKEN ffmpeg: .*install ffmpeg");
  }

  @Test
  void ffmpegOfItsOwnIsNamed() throws Exception {
    Launched check = check(FalSim.KEY, Map.of("PATH", withoutFfmpeg()));

    assertThat(check.out()).containsPattern("ok +ffmpeg: \\d+\\.\\d+\\S*, which came with");
  }

  /// A folder with links to what the launcher needs, and no ffprobe.
  private String withoutFfmpeg() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool :
        new String[] {"bash", "env", "dirname", "sed", "head", "grep", "find", "readlink"}) {
      Path real = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          bin.resolve(tool), Files.exists(real) ? real : Path.of("/bin", tool));
    }
    return bin.toString();
  }

  private Launched check(String falKey, Map<String, String> environment) throws Exception {
    return check(falKey, environment, "");
  }

  private Launched check(String falKey, Map<String, String> environment, String more)
      throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        slack: { bot-token: "%2$s", app-token: "%3$s", api-url: "%4$s", file-hosts: ["%5$s"] }
        discord: { bot-token: "%6$s", api-url: "%7$s", gateway-url: "%8$s" }
        providers:
          fal: { key: "%9$s", run-url: "%10$s", rest-url: "%11$s" }
          flux-anthropic: { key: "%12$s", base-url: "%13$s" }
        """
                .formatted(
                    folder,
                    slack.botToken(),
                    slack.appToken(),
                    slack.apiUrl(),
                    slack.authority(),
                    discord.token(),
                    discord.restUrl(),
                    discord.gatewayUrl(),
                    falKey,
                    fal.runUrl(),
                    fal.restUrl(),
                    ChatSim.KEY,
                    flux.anthropicUrl())
            + more);
    return Launched.run(folder, environment, "--config", folder.toString(), "check");
  }
}
