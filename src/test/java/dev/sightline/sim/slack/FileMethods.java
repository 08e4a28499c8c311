package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;

/// Files: looking one up, and the upload in three steps.
final class FileMethods {
  private final SlackWorld world;
  private final Channels channels;
  private final BotVoice voice;
  private final SlackLedger ledger;
  private final FileJson json;
  private final Uploads uploads;

  FileMethods(
      SlackWorld world,
      Channels channels,
      BotVoice voice,
      SlackLedger ledger,
      FileJson json,
      Uploads uploads) {
    this.world = world;
    this.channels = channels;
    this.voice = voice;
    this.ledger = ledger;
    this.json = json;
    this.uploads = uploads;
  }

  List<ApiMethod> methods() {
    return List.of(
        ApiMethod.reading("files.info", Tier.FOUR, "files:read", this::info),
        ApiMethod.reading("files.getUploadURLExternal", Tier.FOUR, "files:write", this::begin),
        ApiMethod.writing(
            "files.completeUploadExternal", Tier.FOUR, "files:write", this::complete));
  }

  private ObjectNode info(ApiArgs args) {
    SimFile file = world.file(args.required("file"));
    if (file == null || !world.seesFile(file)) {
      throw new ApiRefusal("file_not_found");
    }
    if (file.mode() instanceof SimFile.Mode.Tombstone) {
      throw new ApiRefusal("file_deleted");
    }
    ObjectNode answer = Json.object();
    answer.set("file", json.full(file));
    answer.putArray("comments");
    return answer;
  }

  private ObjectNode begin(ApiArgs args) {
    String name = args.required("filename");
    args.required("length");
    int length = args.number("length", 0);
    if (length <= 0) {
      throw ApiRefusal.invalidArgument("must be greater than 0 [json-pointer:/length]");
    }
    String id = world.nextId("F");
    return Json.object().put("upload_url", uploads.open(id, name, length)).put("file_id", id);
  }

  private ObjectNode complete(ApiArgs args) {
    ArrayNode wanted = args.array("files", "invalid_arguments");
    if (wanted.isEmpty()) {
      throw ApiRefusal.invalidArgument("missing required field: files");
    }
    String threadTs = args.text("thread_ts");
    List<SimChannel> targets = new ArrayList<>();
    for (String id : (args.text("channels") + "," + args.text("channel_id")).split(",", -1)) {
      if (!id.isBlank()) {
        SimChannel channel = channels.forWriting(id.strip());
        channels.checkThread(channel, threadTs);
        targets.add(channel);
      }
    }
    ArrayNode blocks = args.array("blocks", "invalid_blocks_format");
    BlockRules.check(blocks, SlackLimits.BLOCKS_PER_MESSAGE);
    List<SimFile> files = new ArrayList<>();
    for (JsonNode one : wanted) {
      files.add(completed(one));
    }
    MessageVersion comment =
        new MessageVersion(
            Instant.now(),
            args.text("initial_comment"),
            false,
            BlockRules.withIds(blocks),
            Json.array());
    for (SimChannel target : targets) {
      voice.post(target, threadTs, comment, false, files);
    }
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("files");
    for (SimFile file : files) {
      ledger.note(file);
      list.add(json.full(file));
    }
    return answer;
  }

  private SimFile completed(JsonNode one) {
    String id = one.path("id").asText();
    Uploads.Opened upload = uploads.take(id);
    ByteString bytes = upload == null ? null : upload.bytes();
    if (upload == null || bytes == null) {
      throw new ApiRefusal("file_not_found");
    }
    SimFile file = new SimFile(id, upload.name(), Uploads.mimetype(upload.name()), bytes);
    file.uploadedBy(SlackWorld.BOT_USER_ID);
    if (one.hasNonNull("title")) {
      file.rename(one.path("title").asText());
    }
    world.add(file);
    return file;
  }
}
