package io.understudy.core.failover.truth;

import io.understudy.core.failover.truth.RoleVerdict.Lower;

/** Compares what both sites claim with where the platform's name leads. Pure. */
public final class RoleTruth {

  private RoleTruth() {}

  /**
   * @param here what this site claims
   * @param there what the other one claims
   * @param leads where the platform's name leads
   */
  public static RoleVerdict judge(Claim here, Claim there, Leads leads) {
    Settled settled = settled(here, there);
    if (settled.here instanceof Claim.Primary ours
        && settled.there instanceof Claim.Primary theirs) {
      return twoPrimaries(ours, theirs);
    }
    if (here instanceof Claim.Standby && there instanceof Claim.Standby) {
      return new RoleVerdict.Contradicts(
          "nobody is the primary: this site is "
              + here.text()
              + ", the other one "
              + there.text()
              + "; promote the one that is to be it");
    }
    return byName(settled.here, settled.there, leads);
  }

  /** What both claim, each in the light of the other's claim. */
  public record Settled(Claim here, Claim there) {}

  /** Of two primaries, one that was frozen before the other was promoted has stepped back. */
  public static Settled settled(Claim here, Claim there) {
    if (here instanceof Claim.Primary ours && there instanceof Claim.Primary theirs) {
      boolean isBehind = ours.term() < theirs.term();
      boolean isAhead = ours.term() > theirs.term();
      if (isBehind && ours.freeze() == Freeze.IN_FORCE) {
        return new Settled(new Claim.Former(ours.term()), theirs);
      }
      if (isAhead && theirs.freeze() == Freeze.IN_FORCE) {
        return new Settled(ours, new Claim.Former(theirs.term()));
      }
    }
    return new Settled(here, there);
  }

  private static RoleVerdict twoPrimaries(Claim.Primary ours, Claim.Primary theirs) {
    Lower lower = lower(ours.term(), theirs.term());
    String says =
        "both sites claim to be the primary: this one is "
            + ours.text()
            + ", the other one "
            + theirs.text();
    Freeze freeze =
        switch (lower) {
          case HERE -> ours.freeze();
          case THERE -> theirs.freeze();
          // Neither has stepped back before the other.
          case NEITHER -> Freeze.NONE;
        };
    return switch (freeze) {
      case NONE -> new RoleVerdict.SplitBrain(lower, says);
      case UNKNOWN ->
          new RoleVerdict.Unknown(
              says + "; it cannot be told whether the one in the lower term is frozen");
      case IN_FORCE -> throw new IllegalStateException("it has stepped back: " + says);
    };
  }

  private static Lower lower(long here, long there) {
    return here == there ? Lower.NEITHER : here < there ? Lower.HERE : Lower.THERE;
  }

  private static RoleVerdict byName(Claim here, Claim there, Leads leads) {
    String says =
        "this site is "
            + here.text()
            + "; the other one is "
            + there.text()
            + "; the platform's name leads "
            + leads.text();
    boolean isPrimary = here instanceof Claim.Primary;
    boolean isStandby = here instanceof Claim.Standby || here instanceof Claim.Former;
    boolean isContradicted =
        switch (leads) {
          case Leads.Here unused -> isStandby;
          case Leads.There unused -> isPrimary;
          case Leads.Elsewhere unused -> isPrimary || isStandby;
          case Leads.Unknown unused -> false;
        };
    if (isContradicted) {
      return new RoleVerdict.Contradicts(says);
    }
    boolean isKnown =
        (isPrimary || isStandby)
            && !(there instanceof Claim.Unknown)
            && !(leads instanceof Leads.Unknown);
    return isKnown ? new RoleVerdict.Agrees(says) : new RoleVerdict.Unknown(says);
  }
}
