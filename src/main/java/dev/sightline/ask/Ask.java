package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.route.Parameters;
import dev.sightline.route.Turn;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question to a model: who asks, where the answer goes, and what with.
///
/// @param question what the model is asked, never empty
/// @param links video and picture links of the question, in their order
/// @param earlier what was said in this thread before, oldest first
/// @param route the name of the route that is wanted, if it can take the question; null for none
/// @param model the route or model that the person named in the question, as typed; null for none
/// @param preferred the name of the route that the person prefers where none is named, if it can
///   take the question and they may use it; null for none
/// @param parameters how it is to be answered, as far as the question says, and else its person
/// @param isInsisted whether a button was pressed for just this answer, so that neither an earlier
///   one nor a question back is wanted
/// @param remark said under the answer whatever becomes of it; empty for nothing
public record Ask(
    AskId id,
    PersonRef person,
    ThreadRef thread,
    String question,
    List<IncomingFile> files,
    List<URI> links,
    List<Turn> earlier,
    @Nullable String route,
    @Nullable String model,
    @Nullable String preferred,
    Parameters parameters,
    boolean isInsisted,
    String remark) {
  public Ask {
    files = List.copyOf(files);
    links = List.copyOf(links);
    earlier = List.copyOf(earlier);
  }

  /// The same question with these files and links.
  Ask with(List<IncomingFile> otherFiles, List<URI> otherLinks) {
    return new Ask(
        id,
        person,
        thread,
        question,
        otherFiles,
        otherLinks,
        earlier,
        route,
        model,
        preferred,
        parameters,
        isInsisted,
        remark);
  }
}
