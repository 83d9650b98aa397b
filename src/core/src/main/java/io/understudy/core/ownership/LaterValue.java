package io.understudy.core.ownership;

import io.understudy.core.scope.Placement;
import java.util.Objects;

/** What the later value of an object that is known already says of it. */
final class LaterValue {

  private final ObjectTable objects;

  LaterValue(ObjectTable objects) {
    this.objects = objects;
  }

  /**
   * A later value of an object that could be read before: its key is not known here yet. What was
   * read stays true of it as far as anyone can tell, so a rotation moves nothing. Nor does another
   * value of one that is where the target had it: see {@link OpaquePlace}.
   */
  boolean isReadNoMore(int slot, Facts facts) {
    boolean known =
        objects.isOpaque(slot)
            ? objects.isByRule(slot, OpaquePlace.RULE) && !blocksOtherwise(slot, facts)
            : objects.uid(slot) != null;
    return facts.opaque()
        && known
        && objects.marks().createRevision(slot) == facts.createRevision();
  }

  /** Its size is known whether it can be read or not. What is left out is never too large. */
  boolean blocksOtherwise(int slot, Facts facts) {
    Placement own = objects.own(slot);
    return own != Placement.LEAVE_OUT
        && (own == Placement.BLOCKED) != (facts.own() == Placement.BLOCKED);
  }

  /** The later value with what was read of the earlier one. */
  Facts asRead(int slot, Facts facts) {
    return new Facts(
        facts.key(),
        objects.uid(slot),
        false,
        objects.owners(slot),
        facts.own(),
        objects.isRegardless(slot),
        facts.rule(),
        facts.createRevision(),
        facts.undecryptable());
  }

  /** Whether it changes nothing but the rule, the age, and whether the standby can read it. */
  boolean isSame(int slot, Facts facts) {
    return Objects.equals(objects.uid(slot), facts.uid())
        && objects.own(slot) == facts.own()
        && objects.isRegardless(slot) == facts.regardlessOfOwners()
        && objects.isOpaque(slot) == facts.opaque()
        && objects.owners(slot).equals(facts.owners());
  }
}
