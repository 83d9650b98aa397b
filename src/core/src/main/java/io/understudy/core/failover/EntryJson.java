package io.understudy.core.failover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.Json;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Entries of a journal as they are stored: JSON whose last field is the hash of the rest. */
public final class EntryJson {

  private static final String RECORD = "run entry";

  private final EventJson events;

  /**
   * @param types a type by its name; empty if there is no such type any more
   */
  public EntryJson(Function<String, Optional<StepType>> types) {
    this.events = new EventJson(types);
  }

  /** The entry that follows. */
  public Entry next(int number, Instant at, String previous, Event event) {
    return new Entry(number, at, previous, event, hash(body(number, at, previous, event)));
  }

  public Bytes write(Entry entry) {
    ObjectNode body = body(entry.number(), entry.at(), entry.previous(), entry.event());
    return Json.write(body.put("hash", entry.hash()));
  }

  /**
   * @throws JournalException if it is damaged, or not what was written
   */
  public Entry read(Bytes stored) {
    Entry entry;
    try {
      Json.Fields fields = Json.read(RECORD, stored);
      entry =
          new Entry(
              (int) fields.number("number"),
              fields.instant("at"),
              fields.text("previous"),
              events.read(fields),
              fields.text("hash"));
    } catch (CorruptRecordException damaged) {
      throw new JournalException("an entry cannot be read: " + damaged.why());
    }
    ObjectNode body = body(entry.number(), entry.at(), entry.previous(), entry.event());
    if (!hash(body).equals(entry.hash()) || !write(entry).equals(stored)) {
      throw new JournalException(
          "entry " + entry.number() + " is not what was written: its hash does not fit");
    }
    return entry;
  }

  private ObjectNode body(int number, Instant at, String previous, Event event) {
    ObjectNode json =
        Json.record().put("number", number).put("at", at.toString()).put("previous", previous);
    events.write(event, json);
    return json;
  }

  private static String hash(ObjectNode body) {
    return Json.write(body).sha256();
  }
}
