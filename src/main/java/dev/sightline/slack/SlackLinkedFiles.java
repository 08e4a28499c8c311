package dev.sightline.slack;

import com.slack.api.model.File;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Opens files of the workspace that somebody linked to.
///
/// Slack tells the bot about every file of the conversations that it is in. A person is shown one
/// if it is theirs, was shared where they ask, or was shared in a public channel and they are no
/// guest.
final class SlackLinkedFiles {
  /// `/files-pri/T0-F0/name` as in `url_private`, `/files/U0/F0/name` as in `permalink` (Slack's
  /// documentation of the file object, read 2026-08).
  private static final Pattern PATH =
      Pattern.compile("/(?:files-(?:pri|tmb)/T\\w+-|files/[UWB]\\w+/)(F\\w+)(?:/.*)?");

  private static final IncomingFile NOT_FOR_YOU =
      new IncomingFile(
          "The linked file",
          "",
          -1,
          new IncomingFile.Unreadable(
              "The linked file: it was shared where I cannot tell that you may see it."
                  + " Please post it here."));

  private final SlackFiles files;
  private final SlackPeople people;

  SlackLinkedFiles(SlackCalls calls, SlackPeople people) {
    this.files = new SlackFiles(calls);
    this.people = people;
  }

  /// Absent where the link leads to no file.
  Optional<IncomingFile> file(URI link, PersonRef reader, ThreadRef thread)
      throws InterruptedException {
    Matcher path = PATH.matcher(link.getPath() == null ? "" : link.getPath());
    if (!path.matches()) {
      return Optional.empty();
    }
    boolean isMember = people.isMember(reader.id());
    return Optional.of(
        files.lookedUp(
            path.group(1),
            file ->
                maySee(file, reader, thread, isMember) ? SlackFiles.opened(file) : NOT_FOR_YOU));
  }

  private static boolean maySee(File file, PersonRef reader, ThreadRef thread, boolean isMember) {
    return reader.id().equals(file.getUser())
        || holds(file.getChannels(), thread)
        || holds(file.getGroups(), thread)
        || holds(file.getIms(), thread)
        || (file.isPublic() && isMember);
  }

  private static boolean holds(@Nullable List<String> places, ThreadRef thread) {
    return places != null && places.contains(thread.channel());
  }
}
