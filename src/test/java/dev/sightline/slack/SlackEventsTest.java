package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlackEventsTest {
  @Test
  void filesThatOnlyTheBlocksNameAreFound() {
    String body =
        """
        {"event":{"type":"app_mention","text":"<@U0BOT> F2","files":[{"id":"F9","file_id":"F9"}],
          "blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
            {"type":"user","user_id":"U0BOT"},
            {"type":"file","file_id":"F1"},
            {"type":"list_record","file_id":"F3"},
            {"type":"rich_text_list","elements":[{"type":"file","file_id":"F2"}]},
            {"type":"file","file_id":"F1"}]}]}]}}
        """;

    assertThat(SlackEvents.fileIds(body)).containsExactly("F1", "F2");
  }

  @Test
  void eventsWithoutBlocksNameNoFiles() {
    assertThat(SlackEvents.fileIds("{\"event\":{\"type\":\"file_shared\",\"file_id\":\"F1\"}}"))
        .isEmpty();
    assertThat(SlackEvents.fileIds("{\"type\":\"event_callback\"}")).isEmpty();
  }
}
