package io.understudy.core.failover;

import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.truth.Claim;
import java.util.List;
import java.util.Optional;

/** Whether an operation fits the role that the site has. */
public final class Guards {

  private Guards() {}

  /** Name of the site that is the primary, as both sites' records have it. */
  public static String primary(SiteStanding standing, String site, String peer) {
    return standing.isPrimary() ? site : peer;
  }

  /** Why it cannot be begun here; empty if it can. */
  public static List<String> refusals(Verb verb, SiteStanding standing, String site, String peer) {
    TermRecord term = standing.term();
    boolean needsPromoted = verb == Verb.REPROTECT;
    if (needsPromoted && !term.isPromoted()) {
      return List.of(
          "this site ("
              + site
              + ") has not taken over: a reprotect is run from the new primary, after a switchover or"
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
    boolean promotes = verb.promotes() || verb == Verb.DRILL;
    return promotes ? noStandby(standing, site, peer).stream().toList() : List.of();
  }

  /** Why a site that nobody promoted is no standby either; empty if it may be one. */
  private static Optional<String> noStandby(SiteStanding standing, String site, String peer) {
    String here = "this site (" + site + ") ";
    if (standing.isFormer() && standing.there() instanceof Claim.Primary theirs) {
      return Optional.of(
          here
              + "is the former primary: "
              + peer
              + " took over from it in term "
              + theirs.term()
              + ", and nobody has demoted it since; run a reprotect at "
              + peer
              + " first");
    }
    if (standing.isPrimary()) {
      return Optional.of(
          here
              + "is the primary: it has been mirrored into "
              + peer
              + " and was never made a standby; run it at "
              + peer);
    }
    return standing.wasNeverMirrored()
        ? Optional.of(
            here
                + "has never been a standby: nothing was ever mirrored into its etcd, and nobody"
                + " gave it a role. If it is the primary, run it at "
                + peer
                + "; if it is to be the standby, wait for sync-service's first copy; if neither is"
                + " so, see which etcd understudy.target.endpoints names")
        : Optional.empty();
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
