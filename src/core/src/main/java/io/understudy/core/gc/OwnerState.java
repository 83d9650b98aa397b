package io.understudy.core.gc;

import java.util.Locale;

/** What the garbage collector finds where it looks an owner up. */
public enum OwnerState {
  PRESENT,
  /** Nothing of that name, and that UID nowhere else either. */
  ABSENT,
  /** Another object has the name: counts as absent. */
  OTHER_UID,
  /** The UID is under another key, in another namespace for example: counts as absent. */
  ELSEWHERE,
  /** An object has the name, and its UID cannot be read here: encrypted or damaged. */
  UNREADABLE,
  /**
   * Neither built in nor defined in this registry in that version, and the UID is nowhere. The
   * collector keeps trying and touches nothing; once the kind is served it takes the owner for
   * absent.
   */
  KIND_UNKNOWN,
  /** A cluster-scoped object names a namespaced owner: the collector never touches it. */
  NAMESPACED;

  boolean isAbsent() {
    return this == ABSENT || this == OTHER_UID || this == ELSEWHERE;
  }

  /** As in answers and documentation: {@code other-uid}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
