package dev.sightline.media;

import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import java.net.URI;
import java.util.Optional;

/// Opens links to files that lie on a chat platform, for the person who asks about them.
///
/// A bot sees more than most people do. What this person may not see is not opened with the bot's
/// rights.
@FunctionalInterface
public interface SharedLinks {
  /// Opens none.
  SharedLinks NONE = (link, reader, thread) -> Optional.empty();

  /// Blocks for calls.
  ///
  /// @param thread where the answer will stand
  /// @return absent where the link is to be taken for one like any other; a file that cannot be had
  ///   where it is the platform's and not for this person
  Optional<IncomingFile> file(URI link, PersonRef reader, ThreadRef thread)
      throws InterruptedException;
}
