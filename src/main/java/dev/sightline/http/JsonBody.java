package dev.sightline.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;

/// A JSON request body in which files stand as base64 strings, read only while they are sent: a
/// call with a large video needs no more memory than one without.
///
/// Sent at most once by OkHttp: nothing that costs money is repeated behind our back. Used by one
/// call.
public final class JsonBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonFactory FACTORY = new JsonFactory();

  /// A multiple of three, so that base64 needs padding only at the end.
  private static final int CHUNK_BYTES = 48 * 1024;

  private final List<Piece> pieces;
  private final long length;
  private volatile boolean isBegun;
  private volatile boolean isSent;

  private JsonBody(List<Piece> pieces) {
    this.pieces = pieces;
    this.length = pieces.stream().mapToLong(Piece::length).sum();
  }

  /// The body for a tree; a [Base64File] in it as [POJONode] becomes the file's contents.
  ///
  /// @throws UncheckedIOException if a file cannot be read
  public static JsonBody of(JsonNode tree) {
    List<Piece> pieces = new ArrayList<>();
    Buffer text = new Buffer();
    try (JsonGenerator generator = FACTORY.createGenerator(text.outputStream())) {
      write(tree, generator, text, pieces);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pieces.add(new Text(text.readByteString()));
    return new JsonBody(pieces);
  }

  private static void write(JsonNode node, JsonGenerator generator, Buffer text, List<Piece> pieces)
      throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          generator.writeFieldName(field.getKey());
          write(field.getValue(), generator, text, pieces);
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (JsonNode element : node) {
          write(element, generator, text, pieces);
        }
        generator.writeEndArray();
      }
      case POJO -> {
        if (!(node instanceof POJONode pojo && pojo.getPojo() instanceof Base64File base64)) {
          throw new IllegalArgumentException("not a part of a body: " + node);
        }
        generator.writeRawValue("\"" + base64.prefix());
        generator.flush();
        pieces.add(new Text(text.readByteString()));
        pieces.add(new Bytes(base64.file(), Files.size(base64.file())));
        generator.writeRaw('"');
      }
      case STRING -> generator.writeString(node.textValue());
      case NULL -> generator.writeNull();
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NUMBER -> generator.writeNumber(node.asText());
      case BINARY, MISSING -> throw new IllegalArgumentException("not a part of a body: " + node);
    }
  }

  /// Whether OkHttp has begun to send it; before that, the server cannot have acted on it.
  public boolean isBegun() {
    return isBegun;
  }

  /// Whether OkHttp has taken all of it; before that, the server has no whole call to act on.
  public boolean isSent() {
    return isSent;
  }

  @Override
  public MediaType contentType() {
    return JSON;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    isBegun = true;
    for (Piece piece : pieces) {
      piece.writeTo(sink);
    }
    isSent = true;
  }

  private sealed interface Piece {
    long length();

    void writeTo(BufferedSink sink) throws IOException;
  }

  private record Text(ByteString utf8) implements Piece {
    @Override
    public long length() {
      return utf8.size();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(utf8);
    }
  }

  private record Bytes(Path file, long sizeBytes) implements Piece {
    @Override
    public long length() {
      return (sizeBytes + 2) / 3 * 4;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      Base64.Encoder encoder = Base64.getEncoder();
      long left = sizeBytes;
      try (InputStream bytes = Files.newInputStream(file)) {
        while (left > 0) {
          byte[] chunk = bytes.readNBytes((int) Math.min(left, CHUNK_BYTES));
          if (chunk.length == 0) {
            throw new EOFException("file became shorter while it was sent");
          }
          left -= chunk.length;
          sink.write(encoder.encode(chunk));
        }
      }
    }
  }
}
