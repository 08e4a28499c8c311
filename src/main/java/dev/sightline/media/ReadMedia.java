package dev.sightline.media;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// One thing that came with an ask and can be read.
public sealed interface ReadMedia {
  /// What a model has to be able to take.
  MediaKind kind();

  /// What the sender called it; for people.
  String name();

  /// The same for the same content: the SHA-256 of its bytes in hexadecimal, or the link to it.
  String contentId();

  /// A picture on our disk.
  ///
  /// @param stored the bytes as they came
  /// @param publicUrl where anybody finds the same bytes, or null
  record ReadPicture(
      String name, MediaFolder.Stored stored, Probed.Picture picture, @Nullable URI publicUrl)
      implements ReadMedia {
    @Override
    public MediaKind kind() {
      return MediaKind.IMAGE;
    }

    @Override
    public String contentId() {
      return stored.sha256();
    }
  }

  /// A video on our disk.
  ///
  /// @param stored the bytes as they came
  /// @param publicUrl where anybody finds the same bytes, or null
  /// @param transcript where the platform keeps what is said in it, or null
  record ReadVideo(
      String name,
      MediaFolder.Stored stored,
      VideoType type,
      @Nullable URI publicUrl,
      @Nullable URI transcript)
      implements ReadMedia {
    /// Without a transcript.
    public ReadVideo(
        String name, MediaFolder.Stored stored, VideoType type, @Nullable URI publicUrl) {
      this(name, stored, type, publicUrl, null);
    }

    @Override
    public MediaKind kind() {
      return MediaKind.VIDEO;
    }

    @Override
    public String contentId() {
      return stored.sha256();
    }
  }

  /// A video on YouTube, which the model opens itself.
  ///
  /// @param url `https://www.youtube.com/watch?v=ID`
  record YoutubeVideo(URI url) implements ReadMedia {
    @Override
    public MediaKind kind() {
      return MediaKind.YOUTUBE;
    }

    @Override
    public String name() {
      return url.toString();
    }

    @Override
    public String contentId() {
      return url.toString();
    }
  }
}
