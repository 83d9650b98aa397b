package io.understudy.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * That parked objects are to be put in place after a promotion, and how far that has come: {@code
 * /understudy/<link>/unpark}.
 *
 * @param reason why, for people
 * @param worker the replica that did the last step, empty before the first
 * @param total objects that were parked when it began
 * @param done of those, how many are in place
 * @param leftCount objects that stay parked, known so far
 * @param left some of them
 * @param unownedCount of those that stay, how many only as none of their owners is there
 * @param noteCount objects that went in although something about them deserves a look
 * @param notes some of them
 */
public record UnparkRecord(
    State state,
    Instant requestedAt,
    String reason,
    Instant updatedAt,
    String worker,
    long total,
    long done,
    long leftCount,
    List<Item> left,
    long unownedCount,
    long noteCount,
    List<Item> notes) {

  public enum State {
    REQUESTED,
    RUNNING,
    DONE
  }

  /**
   * @param key as the source has it
   */
  public record Item(String key, String why) {}

  public UnparkRecord {
    left = List.copyOf(left);
    notes = List.copyOf(notes);
  }

  public static UnparkRecord requested(Instant now, String reason) {
    return new UnparkRecord(
        State.REQUESTED, now, reason, now, "", 0, 0, 0, List.of(), 0, 0, List.of());
  }

  public boolean isDone() {
    return state == State.DONE;
  }

  /** As the record spells it. */
  public String stateText() {
    return text(state);
  }

  public Bytes toJson() {
    ObjectNode json =
        Json.record()
            .put("state", text(state))
            .put("requestedAt", requestedAt.toString())
            .put("reason", reason)
            .put("updatedAt", updatedAt.toString())
            .put("worker", worker)
            .put("total", total)
            .put("done", done)
            .put("leftCount", leftCount);
    items(json.putArray("left"), left);
    json.put("unownedCount", unownedCount).put("noteCount", noteCount);
    items(json.putArray("notes"), notes);
    return Json.write(json);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static UnparkRecord fromJson(Bytes json) {
    Json.Fields fields = Json.read("unpark", json);
    return new UnparkRecord(
        state(fields.text("state")),
        fields.instant("requestedAt"),
        fields.text("reason"),
        fields.instant("updatedAt"),
        fields.text("worker"),
        fields.number("total"),
        fields.number("done"),
        fields.number("leftCount"),
        items(fields, "left"),
        fields.has("unownedCount") ? fields.number("unownedCount") : 0,
        fields.number("noteCount"),
        items(fields, "notes"));
  }

  private static void items(ArrayNode into, List<Item> items) {
    items.forEach(item -> into.addObject().put("key", item.key).put("why", item.why));
  }

  private static List<Item> items(Json.Fields fields, String name) {
    List<Item> items = new ArrayList<>();
    for (JsonNode item : fields.node().path(name)) {
      items.add(new Item(item.path("key").asText(), item.path("why").asText()));
    }
    return items;
  }

  private static String text(State state) {
    return switch (state) {
      case REQUESTED -> "requested";
      case RUNNING -> "running";
      case DONE -> "done";
    };
  }

  private static State state(String text) {
    return switch (text) {
      case "requested" -> State.REQUESTED;
      case "running" -> State.RUNNING;
      case "done" -> State.DONE;
      default -> throw new CorruptRecordException("unpark", "state '" + text + "' is unknown");
    };
  }
}
