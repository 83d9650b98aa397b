package io.understudy.core.failover;

import io.understudy.core.control.TermRecord;
import java.util.List;
import java.util.Optional;

/** Whether an operation fits the role that the site has. */
public final class Guards {

  private Guards() {}

  /** Name of the site that is the primary, as this site's record has it. */
  public static String primary(TermRecord term, String site, String peer) {
    return term.isPromoted() ? site : peer;
  }

  /** Why it cannot be begun here; empty if it can. */
  public static List<String> refusals(Verb verb, TermRecord term, String site, String peer) {
    boolean needsPromoted = verb == Verb.REPROTECT;
    if (needsPromoted && !term.isPromoted()) {
      return List.of(
          "this site ("
              + site
              + ") is a standby: a reprotect is run from the new primary, after a switchover or"
              + " failover");
    }
    if (!needsPromoted && term.isPromoted()) {
      return List.of(
          "this site ("
              + site
              + ") is the primary already, promoted in term "
              + term.term()
              + ": run it at "
              + peer
              + ", which must be its standby, or reprotect first");
    }
    return List.of();
  }

  /** Whether it ends with this site as the primary, or the other one as its standby. */
  public static boolean makesPrimary(Verb verb) {
    return verb.promotes() || verb == Verb.REPROTECT;
  }

  /**
   * Why a request does not fit what is the case now.
   *
   * @return empty if it fits
   */
  public static Optional<String> stale(RunRequest request, Plan now) {
    if (!request.expectedPrimary().equals(now.expectedPrimary())) {
      return Optional.of(
          "the primary is " + now.expectedPrimary() + ", not " + request.expectedPrimary());
    }
    if (request.term() != now.term()) {
      return Optional.of("the term is " + now.term() + ", not " + request.term());
    }
    if (!request.planHash().equals(now.hash())) {
      return Optional.of(
          "the plan is another than the one that was seen: something that it depends on has changed");
    }
    return Optional.empty();
  }

  /** Steps with problems that the request does not accept. */
  public static List<Plan.Foreseen> unaccepted(RunRequest request, Plan plan) {
    return plan.troubled().stream()
        .filter(step -> !request.despite().contains(step.step().spec().name()))
        .toList();
  }
}
