package io.understudy.core.failover;

import java.util.List;
import java.util.Optional;

/** Whether a runbook keeps users from writing to a primary that lives before it is left. */
public final class Fencing {

  /** Of the step that promotes: something that no step proves keeps users from writing. */
  public static final String OTHERWISE = "fenced-otherwise";

  /** Of a VIP whose port is closed: users' writes come by it, so that closing it is a fence. */
  public static final String FENCES = "fences";

  public static final int ETCD_PORT = 2379;

  private static final String FREEZE = "freeze-primary";
  private static final String CLOSE = "close-port";
  private static final String DRAIN = "drain";
  private static final String PROMOTE = "promote";

  private Fencing() {}

  /**
   * Whether closing a VIP's port keeps users from writing. API servers mostly write to their etcd's
   * members and not by the VIP: closing the etcd's port there stops a mirror and nobody else.
   *
   * @param vip one of the {@code vips} of {@code close-port}
   */
  public static boolean fences(Parameters vip) {
    return vip.flag(FENCES, vip.number("port", ETCD_PORT) != ETCD_PORT);
  }

  private static boolean fences(StepSpec step) {
    return switch (step.type().name()) {
      case FREEZE -> true;
      case CLOSE -> step.with().objects("vips").stream().anyMatch(Fencing::fences);
      default -> false;
    };
  }

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
      isFenced |= fences(step);
      isDrained |= isFenced && type.equals(DRAIN);
      if (type.equals(PROMOTE) && !isDrained && !step.with().flag(OTHERWISE, false)) {
        return Optional.of(
            "step '"
                + step.name()
                + "' would be refused: no step before it fences the primary (freeze-primary,"
                + " close-port) and drains it after that, so a write could be acknowledged there and"
                + " be lost; add them (closing port "
                + ETCD_PORT
                + " counts only where all API servers write by that VIP and it says '"
                + FENCES
                + ": true'), or if something else keeps users from writing give it '"
                + OTHERWISE
                + ": true'");
      }
    }
    return Optional.empty();
  }
}
