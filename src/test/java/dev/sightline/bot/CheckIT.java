package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.slack.SlackSim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `./sightline check`, as a process, against platforms that are set up well and badly.
@ResourceLock("processes")
class CheckIT {
  @TempDir Path folder;

  private final FalSim fal = new FalSim();
  private final ChatSim flux = new ChatSim(ChatProfile.FLUX);
  private final SlackSim slack = new SlackSim();
  private final DiscordSim discord = DiscordSim.start();

  @AfterEach
  void stop() {
    fal.close();
    flux.close();
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
  void missingFfmpegIsNamed() throws Exception {
    Launched check = check(FalSim.KEY, Map.of("PATH", withoutFfmpeg()));

    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out()).containsPattern("BROKEN ffmpeg: .*install ffmpeg");
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
                flux.anthropicUrl()));
    return Launched.run(folder, environment, "--config", folder.toString(), "check");
  }
}
