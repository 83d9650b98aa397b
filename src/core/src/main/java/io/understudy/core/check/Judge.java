package io.understudy.core.check;

import io.understudy.core.check.Seen.State;
import io.understudy.core.scope.Placement;
import org.jspecify.annotations.Nullable;

/** What is wrong with what was seen of an object, given where it belongs. Pure. */
final class Judge {

  /** Told of each thing that is not as it should be. */
  interface Charge {
    void with(DifferenceKind kind, boolean parked);
  }

  private Judge() {}

  /**
   * @param placement where the object belongs, null if the source has none
   */
  static void judge(@Nullable Placement placement, Seen seen, Charge charge) {
    if (placement == Placement.MIRROR) {
      mirrored(seen, charge);
      return;
    }
    if (placement == Placement.PARK) {
      parked(seen.parked(), charge);
    } else {
      if (placement == Placement.BLOCKED) {
        charge.with(DifferenceKind.BLOCKED, false);
      }
      if (seen.parked() != State.ABSENT) {
        charge.with(DifferenceKind.SURPLUS, true);
      }
    }
    // As the mirror has it: what rules leave out may be the standby's own, also if it is the same.
    boolean kept = placement == null || placement == Placement.LEAVE_OUT;
    boolean misplaced = seen.inScope() || !kept && seen.sameLife();
    if (seen.visible() != State.ABSENT && misplaced) {
      charge.with(DifferenceKind.SURPLUS, false);
    }
  }

  static boolean isFine(@Nullable Placement placement, Seen seen) {
    boolean[] fine = {true};
    judge(placement, seen, (kind, parked) -> fine[0] = false);
    return fine[0];
  }

  private static void mirrored(Seen seen, Charge charge) {
    switch (seen.visible()) {
      case EQUAL -> {}
      case ABSENT -> charge.with(DifferenceKind.MISSED, false);
      case STATUS_ONLY -> charge.with(DifferenceKind.STATUS_ONLY, false);
      case ENCRYPTION_ONLY -> charge.with(DifferenceKind.ENCRYPTION_ONLY, false);
      case STANDBY_OWNED -> charge.with(DifferenceKind.STANDBY_OWNED, false);
      case CONTENT -> charge.with(DifferenceKind.DIFFERENT, false);
      case CANNOT_COMPARE -> charge.with(DifferenceKind.CANNOT_COMPARE, false);
    }
    if (seen.parked() != State.ABSENT) {
      charge.with(DifferenceKind.SURPLUS, true);
    }
  }

  private static void parked(State parked, Charge charge) {
    switch (parked) {
      case EQUAL -> {}
      case ABSENT -> charge.with(DifferenceKind.MISSED, true);
      default -> charge.with(DifferenceKind.DIFFERENT, true);
    }
  }
}
