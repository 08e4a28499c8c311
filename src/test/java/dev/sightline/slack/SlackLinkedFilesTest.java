package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.IncomingFile;
import dev.sightline.event.IncomingFile.PrivateUrl;
import dev.sightline.event.IncomingFile.Unreadable;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.sim.slack.ChannelKind;
import dev.sightline.sim.slack.SimFile;
import java.net.URI;
import java.util.Optional;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Links to files of a workspace: the bot sees more of them than those who ask.
final class SlackLinkedFilesTest {
  private static final String NOT_FOR_YOU =
      "The linked file: it was shared where I cannot tell that you may see it. Please post it here.";

  private final Listening slack = new Listening();
  private final SimFile cat =
      slack.sim.file("cat.png", "image/png", ByteString.encodeUtf8("not really"));

  SlackLinkedFilesTest() throws Exception {}

  @BeforeEach
  void peopleAreKnown() {
    slack.sim.person("Ureader");
    slack.sim.person("Uowner");
  }

  @AfterEach
  void close() {
    slack.close();
  }

  @Test
  void fileOfThisConversationIsOpened() throws Exception {
    slack.sim.channel("G1", ChannelKind.PRIVATE).post("Uowner", "look", cat);

    assertThat(opened("Ureader", "G1").origin()).isInstanceOf(PrivateUrl.class);
  }

  @Test
  void fileOfAPublicChannelIsOpenedForMembers() throws Exception {
    slack.sim.channel("C2").post("Uowner", "look", cat);

    IncomingFile file = opened("Ureader", "C1");

    assertThat(file.name()).isEqualTo("cat.png");
    assertThat(((PrivateUrl) file.origin()).url().toString()).contains(cat.id());
  }

  @Test
  void fileOfAPublicChannelIsNotForGuests() throws Exception {
    slack.sim.channel("C2").post("Uowner", "look", cat);
    slack.sim.person("Uguest").asGuest();

    assertThat(reason(opened("Uguest", "C1"))).isEqualTo(NOT_FOR_YOU);
  }

  @Test
  void fileOfAPrivateChannelIsForItsOwnerAlone() throws Exception {
    slack.sim.channel("G2", ChannelKind.PRIVATE).post("Uowner", "look", cat);

    assertThat(reason(opened("Ureader", "C1"))).isEqualTo(NOT_FOR_YOU);
    assertThat(opened("Uowner", "C1").origin()).isInstanceOf(PrivateUrl.class);
  }

  @Test
  void fileOfADirectMessageIsNotForOthers() throws Exception {
    slack.sim.person("Uowner").tell("look", cat);

    assertThat(reason(opened("Ureader", "C1"))).isEqualTo(NOT_FOR_YOU);
  }

  @Test
  void fileThatTheBotDoesNotSeeSaysWhatToDo() throws Exception {
    assertThat(reason(opened("Ureader", "C1")))
        .isEqualTo("A file: it is gone or not shared with me. Please upload it again.");
  }

  @Test
  void bothFormsOfLinksAreKnown() throws Exception {
    slack.sim.channel("C2").post("Uowner", "look", cat);

    for (String path :
        new String[] {
          "/files/Uowner/%s/cat.png",
          "/files-pri/T0-%s/cat.png",
          "/files-pri/T0-%s/download/cat.png"
        }) {
      assertThat(linked("Ureader", "C1", path.formatted(cat.id()))).isPresent();
    }
    assertThat(linked("Ureader", "C1", "/archives/C2/p1700000000000000")).isEmpty();
  }

  private IncomingFile opened(String reader, String channel) throws InterruptedException {
    return linked(reader, channel, "/files/Uowner/" + cat.id() + "/cat.png").orElseThrow();
  }

  private Optional<IncomingFile> linked(String reader, String channel, String path)
      throws InterruptedException {
    return slack.surface.linkedFile(
        URI.create("https://team.slack.com" + path),
        new PersonRef(Platform.SLACK, slack.sim.teamId(), reader, reader),
        slack.thread(channel, "1700000000.000100"));
  }

  private static String reason(IncomingFile file) {
    return ((Unreadable) file.origin()).reason();
  }
}
