package io.understudy.core.ownership;

import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.core.scope.Verdict;
import java.util.Optional;

/**
 * Where an object belongs whose value cannot be read. Who could read an earlier value of it may
 * know from its owners or labels, and the target is what that is kept in: nobody but the mirror
 * parks an object, so one that is parked was known to belong there. Pure.
 */
public final class OpaquePlace {

  /** Told as the rule of what is where the target had it, and not where its key alone puts it. */
  public static final String RULE = "kept-on-target";

  private OpaquePlace() {}

  /**
   * Whether its owners or labels could place it elsewhere than its key does.
   *
   * @param lease that the source's key hangs on, 0 for none
   */
  public static boolean isUndecided(Facts facts, long lease, Rules rules) {
    if (!facts.opaque() || facts.own() == Placement.BLOCKED) {
      return false;
    }
    Optional<Verdict> byKey =
        rules.decideByKey(facts.key(), RegistryKeys.parse(facts.key()), lease);
    return byKey.isEmpty()
        || byKey.get().placement() == Placement.MIRROR
            && !byKey.get().regardlessOfOwners()
            && rules.followOwners();
  }

  /**
   * The same object of an {@link #isUndecided undecided} place, as the target has it.
   *
   * @param visible whether the target shows something under its key
   * @param parked whether the target keeps something parked for it
   */
  public static Facts kept(Facts facts, boolean visible, boolean parked) {
    if (visible == parked) {
      return facts;
    }
    return facts.placedAt(parked ? Placement.PARK : Placement.MIRROR, RULE);
  }
}
