package io.understudy.failover.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A line about a call. It never has a token, nor anything of a body but what is named here.
 *
 * @param time when the line was made
 * @param stage {@code asked}: allowed, and not done yet; {@code answered}; {@code denied}: not
 *     allowed, so not done
 * @param who empty if the caller is not known
 * @param how they are known; empty likewise
 * @param from their address
 * @param action what was asked for, for example {@code begin}, {@code cancel}
 * @param right that it needs; empty if that was not found out
 * @param status of HTTP; empty as long as it is not answered
 * @param why it was denied or refused; empty otherwise
 */
public record RequestLine(
    Instant time,
    String stage,
    String who,
    List<String> groups,
    String how,
    String from,
    String action,
    String right,
    About about,
    OptionalInt status,
    String why) {

  private static final int MOST_GROUPS = 32;

  /**
   * What a call is about. Each is empty where there is none.
   *
   * @param verb of the operation
   * @param run its id
   * @param step that a word names
   */
  public record About(String verb, String run, String step, String planHash, String comment) {

    public static final About NOTHING = new About("", "", "", "", "");
  }

  public ObjectNode json() {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", time.toString());
    line.put("kind", "request");
    line.put("stage", stage);
    line.put("who", who);
    line.put("how", how);
    groups.stream().limit(MOST_GROUPS).forEach(line.putArray("groups")::add);
    line.put("from", from);
    line.put("action", action);
    line.put("right", right);
    put(line, "verb", about.verb());
    put(line, "run", about.run());
    put(line, "step", about.step());
    put(line, "planHash", about.planHash());
    put(line, "comment", about.comment());
    status.ifPresent(
        code -> {
          line.put("status", code);
          line.put("outcome", outcome(code));
        });
    put(line, "why", why);
    return line;
  }

  private String outcome(int code) {
    if (stage.equals("denied")) {
      return code >= 500 ? "undecided" : "denied";
    }
    if (code >= 500) {
      return "failed";
    }
    return code >= 400 ? "refused" : "done";
  }

  private static void put(ObjectNode line, String name, String text) {
    Optional.of(text).filter(given -> !given.isEmpty()).ifPresent(given -> line.put(name, given));
  }
}
