package dev.sightline.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/// A part of a file as the body of a call, read from disk as it is sent.
final class FileSlice extends RequestBody {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path file;
  private final long fromByte;
  private final long sizeBytes;
  private final @Nullable MediaType type;
  private final LongConsumer sent;
  private long sentBytes;

  /// @param sent told how many more bytes are sent; fewer than 0 where they are sent anew
  FileSlice(Path file, long fromByte, long sizeBytes, @Nullable MediaType type, LongConsumer sent) {
    this.file = file;
    this.fromByte = fromByte;
    this.sizeBytes = sizeBytes;
    this.type = type;
    this.sent = sent;
  }

  @Override
  public @Nullable MediaType contentType() {
    return type;
  }

  @Override
  public long contentLength() {
    return sizeBytes;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sent.accept(-sentBytes);
    sentBytes = 0;
    // Outside of the heap, where the system reads to without a detour.
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (FileChannel in = FileChannel.open(file)) {
      while (sentBytes < sizeBytes) {
        buffer.clear().limit((int) Math.min(BUFFER_BYTES, sizeBytes - sentBytes));
        int count = in.read(buffer, fromByte + sentBytes);
        if (count < 0) {
          throw new IOException("%s ends before byte %d".formatted(file, fromByte + sizeBytes));
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          sink.write(buffer);
        }
        sentBytes += count;
        sent.accept(count);
      }
    }
  }
}
