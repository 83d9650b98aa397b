package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import java.time.Instant;

/**
 * Who may write the target, and which role the site has: {@code /understudy/<link>/term}.
 *
 * @param term grows with every change of leader or role
 * @param holder who made this change, for example a pod's name
 * @param reason why, for people
 */
public record TermRecord(Role role, long term, String holder, Instant since, String reason) {

  public enum Role {
    STANDBY,
    PROMOTED
  }

  /** What holds before any mirror has run. */
  public static TermRecord none() {
    return new TermRecord(Role.STANDBY, 0, "", Instant.EPOCH, "");
  }

  public TermRecord next(String holder, Instant now, String reason) {
    return new TermRecord(Role.STANDBY, term + 1, holder, now, reason);
  }

  public Bytes toJson() {
    return Json.write(
        Json.record()
            .put("role", role == Role.STANDBY ? "standby" : "promoted")
            .put("term", term)
            .put("holder", holder)
            .put("since", since.toString())
            .put("reason", reason));
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static TermRecord fromJson(Bytes json) {
    Json.Fields fields = Json.read("term", json);
    Role role =
        switch (fields.text("role")) {
          case "standby" -> Role.STANDBY;
          case "promoted" -> Role.PROMOTED;
          default ->
              throw new CorruptRecordException("term", "its role is neither standby nor promoted");
        };
    return new TermRecord(
        role,
        fields.number("term"),
        fields.text("holder"),
        fields.instant("since"),
        fields.text("reason"));
  }
}
