package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent.DirectMessage;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.IncomingFile.PrivateUrl;
import dev.sightline.event.IncomingFile.PublicUrl;
import dev.sightline.event.IncomingFile.Unreadable;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SimFile;
import java.net.URI;
import java.util.List;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of Slack's file objects.
class SlackFilesTest {
  private final Listening slack = new Listening();
  private final SimFile cat =
      slack.sim.file("cat.mp4", "video/mp4", ByteString.encodeUtf8("not really"));

  SlackFilesTest() throws Exception {}

  @AfterEach
  void noTokenWentAstray() {
    assertThat(slack.sim.ledger().misplacedTokens()).isEmpty();
    slack.close();
  }

  private List<IncomingFile> told(SimFile... files) {
    slack.sim.person("U1").tell("what is this?", files);
    return ((DirectMessage) slack.onlyEvent()).said().files();
  }

  private String reason(IncomingFile file) {
    return ((Unreadable) file.origin()).reason();
  }

  @Test
  void stubOfAnotherOrganisationIsLookedUp() {
    IncomingFile file = told(cat.asConnectStub()).getFirst();

    assertThat(file.name()).isEqualTo("cat.mp4");
    assertThat(((PrivateUrl) file.origin()).url().toString()).contains(cat.id());
  }

  @Test
  void theTranscriptGoesAlong() {
    IncomingFile file = told(cat.withTranscript("WEBVTT\n")).getFirst();

    assertThat(String.valueOf(file.transcript())).contains("/file.vtt").contains(cat.id());
  }

  @Test
  void stubThatMayNotBeLookedUpNamesTheScope() {
    slack.sim.revoke("files:read");

    assertThat(reason(told(cat.asConnectStub()).getFirst())).contains("`files:read`");
  }

  @Test
  void stubThatIsRefusedSaysSo() {
    slack.sim.faults().next("files.info", 1, new Fault.Refused("access_denied"));

    assertThat(reason(told(cat.asConnectStub()).getFirst())).contains("does not let me open it");
  }

  @Test
  void fileKeptElsewhereIsFetchedThereAsAnybodyWould() {
    IncomingFile file = told(cat.external("https://drive.test/cat.mp4")).getFirst();

    assertThat(file.origin()).isEqualTo(new PublicUrl(URI.create("https://drive.test/cat.mp4")));
    assertThat(file.claimedSizeBytes()).isEqualTo(-1);
  }

  @Test
  void deletedFileSaysSo() {
    assertThat(reason(told(cat.asTombstone()).getFirst())).contains("deleted");
  }

  @Test
  void fileBeyondThePlanSaysSo() {
    assertThat(reason(told(cat.hiddenByLimit()).getFirst())).contains("limit of its plan");
  }

  @Test
  void voiceMessageIsSoundWhateverItsTypeSays() {
    assertThat(told(cat.withSubtype("slack_audio")).getFirst().claimedType())
        .isEqualTo("audio/mp4");
  }

  @Test
  void allFilesOfAMessageComeInTheirOrder() {
    SimFile dog = slack.sim.file("dog.png", "image/png", ByteString.encodeUtf8("png"));

    assertThat(told(dog, cat)).extracting(IncomingFile::name).containsExactly("dog.png", "cat.mp4");
  }
}
