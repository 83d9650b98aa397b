package io.understudy.core.failover;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.Json;
import java.util.List;

/**
 * What an operation would do now.
 *
 * @param site where it would be carried out
 * @param expectedPrimary the site that is the primary now
 * @param term of this site's record now
 * @param refusals why it cannot be begun at all, each with what to do
 */
public record Plan(
    Verb verb,
    String site,
    String expectedPrimary,
    long term,
    List<String> refusals,
    List<Foreseen> steps) {

  /** A step with what was found out about it. */
  public record Foreseen(PlannedStep step, Forecast forecast) {}

  public Plan {
    refusals = List.copyOf(refusals);
    steps = List.copyOf(steps);
  }

  public List<PlannedStep> planned() {
    return steps.stream().map(Foreseen::step).toList();
  }

  /** Steps that cannot succeed as things are. */
  public List<Foreseen> troubled() {
    return steps.stream().filter(step -> !step.forecast().problems().isEmpty()).toList();
  }

  /**
   * Names exactly this plan: the same as long as the same would be done to the same sites in the
   * same term. SHA-256 in hexadecimal.
   */
  public String hash() {
    ObjectNode json =
        Json.record()
            .put("verb", verb.text())
            .put("site", site)
            .put("expectedPrimary", expectedPrimary)
            .put("term", term);
    ArrayNode all = json.putArray("steps");
    planned().forEach(step -> EventJson.writeStep(step, all.addObject()));
    return Json.write(json).sha256();
  }
}
