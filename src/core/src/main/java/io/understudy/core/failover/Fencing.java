package io.understudy.core.failover;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a runbook keeps users from writing to a primary that lives before it is left. */
public final class Fencing {

  /** Of the step that promotes: something that no step proves keeps users from writing. */
  public static final String OTHERWISE = "fenced-otherwise";

  private static final Set<String> FENCES = Set.of("freeze-primary", "close-port");
  private static final String DRAIN = "drain";
  private static final String PROMOTE = "promote";

  private Fencing() {}

  /**
   * Why a plan is refused whose promotion would be, once users have been kept out.
   *
   * @param steps in the order in which they are run
   */
  public static Optional<String> refusal(Verb verb, List<StepSpec> steps) {
    if (!verb.promotes() || verb == Verb.FAILOVER) {
      return Optional.empty();
    }
    boolean isFenced = false;
    boolean isDrained = false;
    for (StepSpec step : steps) {
      String type = step.type().name();
      isFenced |= FENCES.contains(type);
      isDrained |= isFenced && type.equals(DRAIN);
      if (type.equals(PROMOTE) && !isDrained && !step.with().flag(OTHERWISE, false)) {
        return Optional.of(
            "step '"
                + step.name()
                + "' would be refused: no step before it fences the primary (freeze-primary,"
                + " close-port) and drains it after that, so a write could be acknowledged there and"
                + " be lost; add them, or if something else keeps users from writing give it '"
                + OTHERWISE
                + ": true'");
      }
    }
    return Optional.empty();
  }
}
