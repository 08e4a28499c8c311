package dev.sightline.sim.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes server-sent events to one client in the service's dialect, and breaks off where a fault
/// says so. Blocks while the client does not read.
public final class EventWriter {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final OutputStream out;
  private final OpenBill bill;
  private final Faults faults;
  private final String lineEnd;
  private int eventCount;
  private boolean hasStarted;

  EventWriter(OutputStream out, OpenBill bill, Faults faults, String serviceLineEnd) {
    this.out = out;
    this.bill = bill;
    this.faults = faults;
    this.lineEnd =
        faults.has(Fault.Quirk.CRLF) ? "\r\n" : faults.has(Fault.Quirk.CR) ? "\r" : serviceLineEnd;
  }

  int eventCount() {
    return eventCount;
  }

  /// One event whose data is JSON.
  public void event(@Nullable String name, JsonNode data) throws IOException {
    event(name, faults.has(Fault.Quirk.MULTI_LINE_DATA) ? SimJson.pretty(data) : data.toString());
  }

  /// One event whose data is this text.
  public void event(@Nullable String name, String data) throws IOException {
    StringBuilder event = new StringBuilder();
    if (faults.has(Fault.Quirk.COMMENTS)) {
      event.append(": keep-alive").append(lineEnd).append(lineEnd);
    }
    if (name != null) {
      event.append("event: ").append(name).append(lineEnd);
    }
    data.lines().forEach(line -> event.append("data: ").append(line).append(lineEnd));
    event.append(lineEnd);
    byte[] bytes = event.toString().getBytes(UTF_8);
    cutWhereTold(bytes);
    write(bytes);
    eventCount++;
  }

  /// A line clients must skip.
  public void comment(String text) throws IOException {
    write((": " + text + lineEnd + lineEnd).getBytes(UTF_8));
  }

  private void cutWhereTold(byte[] bytes) throws IOException {
    var inEvent = faults.find(Fault.CutInEvent.class);
    if (inEvent.isPresent() && eventCount >= inEvent.get().afterEvents()) {
      cutAfter(bytes, bytes.length / 2);
    }
    var inCharacter = faults.find(Fault.CutInCharacter.class);
    if (inCharacter.isPresent() && eventCount >= inCharacter.get().afterEvents()) {
      for (int i = 0; i < bytes.length; i++) {
        if ((bytes[i] & 0xC0) == 0xC0) {
          cutAfter(bytes, i + 1);
        }
      }
    }
  }

  private void cutAfter(byte[] bytes, int count) throws IOException {
    write(Arrays.copyOf(bytes, count));
    throw new HangUp();
  }

  private void write(byte[] bytes) throws IOException {
    if (!hasStarted && faults.has(Fault.Quirk.BOM)) {
      out.write(BYTE_ORDER_MARK.getBytes(UTF_8));
    }
    hasStarted = true;
    if (faults.has(Fault.Quirk.BYTE_BY_BYTE)) {
      for (byte one : bytes) {
        out.write(one);
        out.flush();
      }
    } else {
      out.write(bytes);
      out.flush();
    }
    bill.sent();
  }

  /// The connection is to be closed here.
  static final class HangUp extends IOException {
    private static final long serialVersionUID = 1;
  }
}
