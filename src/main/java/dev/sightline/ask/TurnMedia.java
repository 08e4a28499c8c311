package dev.sightline.ask;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The media of a turn as the store keeps them.
///
/// A JSON array with one object per medium:
/// `{"form":"remote","kind":"IMAGE","name":…,"url":…,"sizeBytes":…}` or
/// `{"form":"inline","kind":"IMAGE","name":…,"mediaType":…,"file":…,"sizeBytes":…}`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "form")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TurnMedia.Remote.class, name = "remote"),
  @JsonSubTypes.Type(value = TurnMedia.Inline.class, name = "inline")
})
sealed interface TurnMedia {
  JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  TypeReference<List<TurnMedia>> LIST = new TypeReference<>() {};

  MediaRef ref();

  record Remote(MediaKind kind, String name, String url, long sizeBytes) implements TurnMedia {
    @Override
    public MediaRef ref() {
      return new MediaRef.Remote(kind, name, URI.create(url), sizeBytes);
    }
  }

  record Inline(MediaKind kind, String name, String mediaType, String file, long sizeBytes)
      implements TurnMedia {
    @Override
    public MediaRef ref() {
      return new MediaRef.Inline(kind, name, mediaType, Path.of(file), sizeBytes);
    }
  }

  static String write(List<MediaRef> media) {
    var list =
        media.stream()
            .map(ref ->
                switch (ref) {
                  case MediaRef.Remote(var kind, var name, var url, var sizeBytes) ->
                      new Remote(kind, name, url.toString(), sizeBytes);
                  case MediaRef.Inline(
                          var kind,
                          var name,
                          var mediaType,
                          var file,
                          var sizeBytes) ->
                      new Inline(kind, name, mediaType, file.toString(), sizeBytes);
                })
            .toList();
    try {
      return JSON.writerFor(LIST).writeValueAsString(list);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the media of a turn cannot be written", e);
    }
  }

  /// What is still there; a file may have been swept since.
  static List<MediaRef> read(String json) {
    try {
      return JSON.readValue(json, LIST).stream()
          .map(TurnMedia::ref)
          .filter(ref -> !(ref instanceof MediaRef.Inline inline) || Files.exists(inline.file()))
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the media of a turn cannot be read", e);
    }
  }
}
