package io.understudy.core.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads who wrote a stored object, from {@code metadata.managedFields}. It takes any bytes: of what
 * is damaged it tells the entries before the damage, of what is encrypted none. Field numbers as in
 * the Kubernetes API ({@code ObjectMeta}, {@code ManagedFieldsEntry}, {@code Time}).
 */
public final class ManagedFields {

  /** Kubernetes itself caps those that update at ten, and nobody applies with as many names. */
  static final int MAX_ENTRIES = 200;

  private static final int MAX_TEXT_CHARS = 256;

  private static final int UNKNOWN_RAW = 2;
  private static final int OBJECT_METADATA = 1;
  private static final int META_MANAGED_FIELDS = 17;
  private static final int ENTRY_MANAGER = 1;
  private static final int ENTRY_OPERATION = 2;
  private static final int ENTRY_TIME = 4;
  private static final int ENTRY_SUBRESOURCE = 8;
  private static final int TIME_SECONDS = 1;

  private ManagedFields() {}

  /**
   * @param value without encryption
   * @return the first 200 entries, in their order
   */
  public static List<FieldManager> of(Bytes value) {
    byte[] bytes = value.array();
    byte[] magic = ProtobufEnvelope.MAGIC;
    List<FieldManager> entries = new ArrayList<>();
    if (bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
      new Wire(new WireReader(bytes, magic.length), entries).read();
    } else if (bytes.length > 0 && bytes[0] == '{') {
      try (JsonParser json = JsonEnvelope.JSON.createParser(bytes)) {
        new Text(json, entries).read();
      } catch (IOException damaged) {
        return List.copyOf(entries);
      }
    }
    return List.copyOf(entries);
  }

  /** The one that wrote last; of several in one second the last in their order. */
  public static Optional<FieldManager> newest(List<FieldManager> entries) {
    return entries.stream().reduce((one, other) -> at(one).isAfter(at(other)) ? one : other);
  }

  private static Instant at(FieldManager entry) {
    return entry.at().orElse(Instant.MIN);
  }

  private static String bounded(String text) {
    return text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS);
  }

  private record Wire(WireReader wire, List<FieldManager> entries) {

    void read() {
      within(UNKNOWN_RAW, () -> within(OBJECT_METADATA, this::metadata));
    }

    private void within(int wanted, Runnable content) {
      for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
        if (field == wanted) {
          int outer = wire.enter();
          content.run();
          wire.leave(outer);
        } else {
          wire.skip();
        }
      }
    }

    private void metadata() {
      within(
          META_MANAGED_FIELDS,
          () -> {
            FieldManager entry = entry();
            if (wire.damage().isEmpty() && entries.size() < MAX_ENTRIES) {
              entries.add(entry);
            }
          });
    }

    private FieldManager entry() {
      String manager = "";
      String operation = "";
      String subresource = "";
      Optional<Instant> at = Optional.empty();
      for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
        switch (field) {
          case ENTRY_MANAGER -> manager = bounded(wire.text());
          case ENTRY_OPERATION -> operation = bounded(wire.text());
          case ENTRY_SUBRESOURCE -> subresource = bounded(wire.text());
          case ENTRY_TIME -> at = time();
          default -> wire.skip();
        }
      }
      return new FieldManager(manager, operation, subresource, at);
    }

    private Optional<Instant> time() {
      long seconds = 0;
      int outer = wire.enter();
      for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
        if (field == TIME_SECONDS) {
          seconds = wire.number();
        } else {
          wire.skip();
        }
      }
      wire.leave(outer);
      boolean isTime =
          seconds > 0 && seconds <= Instant.MAX.getEpochSecond() && wire.damage().isEmpty();
      return isTime ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }
  }

  private record Text(JsonParser json, List<FieldManager> entries) {

    void read() throws IOException {
      json.nextToken();
      within(
          field -> {
            if (field.equals("metadata")) {
              within(this::metadata);
            } else {
              json.skipChildren();
            }
          });
    }

    private void metadata(String field) throws IOException {
      if (!field.equals("managedFields") || json.currentToken() != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        String[] texts = {"", "", "", ""};
        within(
            name -> {
              switch (name) {
                case "manager" -> texts[0] = text();
                case "operation" -> texts[1] = text();
                case "subresource" -> texts[2] = text();
                case "time" -> texts[3] = text();
                default -> json.skipChildren();
              }
            });
        if (entries.size() < MAX_ENTRIES) {
          entries.add(new FieldManager(texts[0], texts[1], texts[2], time(texts[3])));
        }
      }
    }

    private static Optional<Instant> time(String text) {
      try {
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
      } catch (DateTimeException notATime) {
        return Optional.empty();
      }
    }

    private interface Field {
      void read(String name) throws IOException;
    }

    private void within(Field field) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        field.read(name);
      }
    }

    private String text() throws IOException {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        json.skipChildren();
        return "";
      }
      return bounded(json.getText());
    }
  }
}
