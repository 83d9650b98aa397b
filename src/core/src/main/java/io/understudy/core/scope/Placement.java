package io.understudy.core.scope;

/** What happens to a key of the source on the target. */
public enum Placement {
  /** To the same key. */
  MIRROR,
  /** To {@code /understudy/<link>/parked/<key>}, where no API server looks, until promotion. */
  PARK,
  /** Nothing of it on the target. */
  LEAVE_OUT
}
