package io.understudy.core.gc;

import java.util.Collection;
import java.util.Locale;

/** What the garbage collector would do to an object with owners. Worst first. */
public enum GcVerdict {
  /** All its owners are absent. */
  DELETED,
  /** Some are: the collector takes their references away. */
  PATCHED,
  /** An unpark would leave it parked, as none of its owners, or not its claim, would be there. */
  STAYS_PARKED,
  /** The kind of an owner is not known here: see {@link OwnerState#KIND_UNKNOWN}. */
  UNRESOLVED,
  /** It, or an owner that matters, cannot be read here: encrypted or damaged. */
  UNKNOWN,
  /** The collector never touches it: see {@link OwnerState#NAMESPACED}. */
  INVALID,
  /** Owners are absent, but it is being deleted already, which the collector waits for. */
  TERMINATING,
  KEPT;

  /** Whether it proves that the registry is not safe. */
  public boolean isUnsafe() {
    return this == DELETED || this == PATCHED || this == STAYS_PARKED;
  }

  /** Whether it leaves open if the registry is safe. */
  public boolean isOpen() {
    return this == UNRESOLVED || this == UNKNOWN;
  }

  /** As in answers and documentation: {@code stays-parked}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * As {@code attemptToDeleteItem} of Kubernetes' garbage collector decides. It gives an object up
   * at the first owner that it cannot look up. (What hangs on an owner that is being deleted in the
   * foreground goes with it on the source just as well, and is not looked at here.)
   *
   * @param owners at least one
   * @param terminating whether the object is being deleted
   */
  static GcVerdict of(Collection<OwnerState> owners, boolean terminating) {
    if (owners.contains(OwnerState.NAMESPACED)) {
      return INVALID;
    }
    if (owners.contains(OwnerState.KIND_UNKNOWN)) {
      return terminating ? TERMINATING : UNRESOLVED;
    }
    long absent = owners.stream().filter(OwnerState::isAbsent).count();
    boolean hasUnreadable = owners.contains(OwnerState.UNREADABLE);
    if (absent == 0 && !hasUnreadable) {
      return KEPT;
    }
    if (terminating) {
      return TERMINATING;
    }
    if (absent > 0 && owners.contains(OwnerState.PRESENT)) {
      return PATCHED;
    }
    return hasUnreadable ? UNKNOWN : DELETED;
  }
}
