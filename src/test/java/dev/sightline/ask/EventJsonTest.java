package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {
  private static final EventKey KEY = new EventKey(Platform.SLACK, "T1/C1/1700000000.000100");
  private static final PersonRef ADA =
      new PersonRef(Platform.SLACK, "T1", "U1", "Ada \"A\" 🦊", Set.of("S1", "S2"), true);
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "17.1");
  private static final Said SAID =
      new Said(
          "What\nis “this”?",
          List.of(
              file(new IncomingFile.PublicUrl(URI.create("https://cdn.example/a.png?ex=1&is=2"))),
              file(new IncomingFile.SignedUrl(URI.create("https://cdn.example/a.png?ex=1"))),
              file(new IncomingFile.PrivateUrl(URI.create("https://files.example/b.mp4"))),
              file(new IncomingFile.OnDisk(Path.of("/media/c d.png"))),
              file(new IncomingFile.Unreadable("Too large."))));

  private static IncomingFile file(IncomingFile.Origin origin) {
    return new IncomingFile("a.png", "image/png", 1_234, origin);
  }

  static Stream<ChatEvent> events() {
    return Stream.of(
        new ChatEvent.Mention(KEY, ADA, THREAD, SAID, SAID),
        new ChatEvent.ThreadReply(KEY, ADA, THREAD, SAID, null),
        new ChatEvent.DirectMessage(KEY, ADA, THREAD, SAID, null),
        new ChatEvent.Command(KEY, ADA, THREAD, ChatEvent.Verb.LOOK, SAID),
        new ChatEvent.MenuAction(KEY, ADA, THREAD, ChatEvent.Verb.WATCH, SAID),
        new ChatEvent.LinkPosted(KEY, ADA, THREAD, SAID),
        new ChatEvent.Again(KEY, ADA, THREAD, new AskId("ask-1"), "fast"),
        new ChatEvent.Again(KEY, ADA, THREAD, new AskId("ask-1"), null),
        new ChatEvent.Continue(KEY, ADA, THREAD, new AskId("ask-1"), "flux"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatIsWrittenIsReadAsItWas(ChatEvent event) {
    assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
  }

  @Test
  void whatWasWrittenBeforeThereWereGroupsIsRead() {
    ChatEvent event =
        EventJson.read(
            """
            {"kind":"continue","key":{"platform":"SLACK","id":"1"},
             "person":{"platform":"SLACK","workspace":"T1","id":"U1","name":"Ada"},
             "thread":{"platform":"SLACK","workspace":"T1","channel":"C1","thread":"17.1"},
             "of":{"value":"ask-1"},"route":null}
            """);

    assertThat(event.person()).isEqualTo(new PersonRef(Platform.SLACK, "T1", "U1", "Ada"));
  }
}
