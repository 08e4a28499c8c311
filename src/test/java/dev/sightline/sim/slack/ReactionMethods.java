package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Emoji on messages.
final class ReactionMethods {
  private final Channels channels;

  ReactionMethods(Channels channels) {
    this.channels = channels;
  }

  List<ApiMethod> methods() {
    return List.of(
        ApiMethod.writing("reactions.add", Tier.THREE, "reactions:write", this::add),
        ApiMethod.writing("reactions.remove", Tier.TWO, "reactions:write", this::remove));
  }

  private ObjectNode add(ApiArgs args) {
    SimMessage message = target(args);
    if (!message.reactions().add(args.required("name"))) {
      throw new ApiRefusal("already_reacted");
    }
    return Json.object();
  }

  private ObjectNode remove(ApiArgs args) {
    SimMessage message = target(args);
    if (!message.reactions().remove(args.required("name"))) {
      throw new ApiRefusal("no_reaction");
    }
    return Json.object();
  }

  private SimMessage target(ApiArgs args) {
    if (!args.required("name").matches("[a-z0-9_+'-]+(::skin-tone-[2-6])?")) {
      throw new ApiRefusal("invalid_name");
    }
    SimChannel channel = channels.forWriting(args.required("channel"));
    return channels.message(channel, args.required("timestamp"));
  }
}
