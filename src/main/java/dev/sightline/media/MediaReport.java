package dev.sightline.media;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What was read of what came with an ask, and what not, and why.
///
/// @param read in the person's order, files before links
/// @param unread in the same order
public record MediaReport(List<ReadMedia> read, List<Unread> unread) {
  /// Nothing came.
  public static final MediaReport EMPTY = new MediaReport(List.of(), List.of());

  public MediaReport {
    read = List.copyOf(read);
    unread = List.copyOf(unread);
  }

  /// What a model has to be able to take.
  public Set<MediaKind> kinds() {
    Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
    read.forEach(media -> kinds.add(media.kind()));
    return kinds;
  }

  /// One reason per line, for the person; empty if everything was read.
  public String reasons() {
    return unread.stream().map(Unread::reason).collect(Collectors.joining("\n"));
  }
}
