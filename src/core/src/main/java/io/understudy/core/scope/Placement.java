package io.understudy.core.scope;

import java.util.List;

/** What happens to a key of the source on the target. */
public enum Placement {
  /** To the same key. */
  MIRROR,
  /** To {@code /understudy/<link>/parked/<key>}, where no API server looks, until promotion. */
  PARK,
  /** Nothing of it on the target. */
  LEAVE_OUT,
  /**
   * Nothing of it on the target because it is too large for that; reported. As an owner it counts
   * as parked. No rule says so.
   */
  BLOCKED;

  /** What a rule may say. */
  static final List<Placement> BY_RULE = List.of(MIRROR, PARK, LEAVE_OUT);
}
