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
    if (here instanceof Claim.Primary ours && there instanceof Claim.Primary theirs) {
      return twoPrimaries(ours, theirs, leads);
    }
    if (here instanceof Claim.Standby && there instanceof Claim.Standby) {
      return new RoleVerdict.Contradicts(
          "nobody is the primary: this site is "
              + here.text()
              + ", the other one "
              + there.text()
              + "; promote the one that is to be it");
    }
    return byName(here, there, leads);
  }

  /** One that was frozen before the other was promoted has stepped back. */
  private static RoleVerdict twoPrimaries(Claim.Primary ours, Claim.Primary theirs, Leads leads) {
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
      case IN_FORCE ->
          lower == Lower.HERE
              ? byName(new Claim.Former(), theirs, leads)
              : byName(ours, new Claim.Former(), leads);
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
