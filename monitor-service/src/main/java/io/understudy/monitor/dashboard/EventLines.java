package io.understudy.monitor.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events, one after the other, each within a bound. */
final class EventLines {

  private static final int END = -1;

  private final InputStream in;
  private final int maxBytes;
  private int ahead = ' ';

  /**
   * @param in buffered
   * @param maxBytes of one event
   */
  EventLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * One event, or a comment, which only shows that the other end lives.
   *
   * @param id empty if it has none
   * @param name empty if it has none
   * @param data empty for a comment
   */
  record Event(String id, String name, String data) {

    boolean isComment() {
      return data.isEmpty();
    }
  }

  /**
   * Waits for the next one.
   *
   * @return empty at the end of the stream; what it broke off within is dropped
   * @throws IOException if reading fails, or an event is larger than it may be
   */
  Optional<Event> next() throws IOException {
    String id = "";
    String name = "";
    StringBuilder data = new StringBuilder();
    int bytes = 0;
    for (Optional<String> line = line(); line.isPresent(); line = line()) {
      String text = line.get();
      if (text.isEmpty()) {
        return Optional.of(new Event(id, name, data.toString()));
      }
      bytes += text.length();
      if (bytes > maxBytes) {
        throw new IOException("an event of more than " + maxBytes + " bytes");
      }
      int colon = text.indexOf(':');
      String field = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "id" -> id = value;
        case "event" -> name = value;
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        default -> {
          // A comment, or what this client does not know.
        }
      }
    }
    return Optional.empty();
  }

  /** Without its end, which is LF or CRLF; empty at the end of the stream. */
  private Optional<String> line() throws IOException {
    if (ahead == END) {
      return Optional.empty();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (ahead = in.read(); ahead != END && ahead != '\n'; ahead = in.read()) {
      if (line.size() >= maxBytes) {
        throw new IOException("a line of more than " + maxBytes + " bytes");
      }
      line.write(ahead);
    }
    if (ahead == END) {
      return Optional.empty();
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
