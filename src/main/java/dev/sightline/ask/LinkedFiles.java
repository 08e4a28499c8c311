package dev.sightline.ask;

import dev.sightline.event.IncomingFile;
import dev.sightline.media.SharedLinks;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns links of a question that lead to files of its platform into those files.
final class LinkedFiles {
  private final SharedLinks shared;

  LinkedFiles(SharedLinks shared) {
    this.shared = shared;
  }

  Ask opened(Ask ask) throws InterruptedException {
    List<IncomingFile> files = new ArrayList<>(ask.files());
    List<URI> links = new ArrayList<>();
    for (URI link : ask.links()) {
      Optional<IncomingFile> file = shared.file(link, ask.person(), ask.thread());
      file.ifPresentOrElse(files::add, () -> links.add(link));
    }
    return ask.with(files, links);
  }
}
