package io.understudy.failover.role;

import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.Leads;
import io.understudy.core.failover.truth.RoleTruth;
import io.understudy.core.failover.truth.RoleVerdict;
import java.time.Instant;
import java.util.List;

/**
 * What was found out about both sites' roles.
 *
 * @param here what this site claims
 * @param there what the other one claims
 * @param failures of resolvers that did not answer, a sentence each
 */
public record RoleState(
    Instant at, Claim here, Claim there, Leads leads, RoleVerdict verdict, List<String> failures) {

  /** Nothing is known. */
  static RoleState unknown(Instant at, String why) {
    Claim claim = new Claim.Unknown(why);
    return of(at, claim, claim, new Leads.Unknown(why), List.of());
  }

  static RoleState of(Instant at, Claim here, Claim there, Leads leads, List<String> failures) {
    return new RoleState(
        at, here, there, leads, RoleTruth.judge(here, there, leads), List.copyOf(failures));
  }
}
