package dev.sightline.sim.slack;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A file of the workspace. Safe for all threads.
public final class SimFile {
  private final String id;
  private final String name;
  private final String mimetype;
  private final ByteString bytes;
  private final Set<String> sharedIn = new ConcurrentSkipListSet<>();
  private volatile String uploaderId = "";
  private volatile String title;
  private volatile Mode mode = new Mode.Hosted();
  private volatile FileAnswer answer = new FileAnswer.Whole();
  private volatile @Nullable String subtype;
  private volatile @Nullable ByteString transcript;

  SimFile(String id, String name, String mimetype, ByteString bytes) {
    this.id = id;
    this.name = name;
    this.title = name;
    this.mimetype = mimetype;
    this.bytes = bytes;
  }

  /// Slack Connect: events carry only a stub, `files.info` the whole object.
  public SimFile asConnectStub() {
    mode = new Mode.ConnectStub();
    return this;
  }

  /// Deleted before the app looked.
  public SimFile asTombstone() {
    mode = new Mode.Tombstone();
    return this;
  }

  /// Out of reach on a free plan.
  public SimFile hiddenByLimit() {
    mode = new Mode.HiddenByLimit();
    return this;
  }

  /// Lives elsewhere (Drive, Dropbox); `url` is what `url_private` says.
  public SimFile external(String url) {
    mode = new Mode.External(url);
    return this;
  }

  /// A clip recorded in Slack: `slack_video` or `slack_audio`.
  public SimFile withSubtype(String value) {
    subtype = value;
    return this;
  }

  /// Slack has written down what is said in it.
  ///
  /// @param vtt WebVTT, which Slack begins with a byte order mark
  public SimFile withTranscript(String vtt) {
    transcript = ByteString.encodeUtf8("\uFEFF" + vtt);
    return this;
  }

  /// How its download answers.
  public SimFile answering(FileAnswer value) {
    answer = value;
    return this;
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  public String title() {
    return title;
  }

  public String mimetype() {
    return mimetype;
  }

  public ByteString bytes() {
    return bytes;
  }

  /// Channels that have seen it.
  public Set<String> sharedIn() {
    return sharedIn;
  }

  Mode mode() {
    return mode;
  }

  FileAnswer answer() {
    return answer;
  }

  @Nullable ByteString transcript() {
    return transcript;
  }

  @Nullable String subtype() {
    return subtype;
  }

  String uploaderId() {
    return uploaderId;
  }

  void uploadedBy(String userId) {
    uploaderId = userId;
  }

  void rename(String value) {
    title = value;
  }

  /// Slack's short type: what stands behind the last dot.
  String filetype() {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "binary" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  sealed interface Mode {
    record Hosted() implements Mode {}

    record ConnectStub() implements Mode {}

    record Tombstone() implements Mode {}

    record HiddenByLimit() implements Mode {}

    record External(String url) implements Mode {}
  }
}
