package io.understudy.core.check;

/**
 * How an object of the source was found on the target, in the two places where it may be.
 *
 * @param parked absent, equal or content; nobody but the mirror writes there
 * @param misplaced what is visible does not belong there unless the object is mirrored: it is in
 *     scope by itself, or is the same life of the object
 */
record Seen(State visible, State parked, boolean misplaced) {

  enum State {
    ABSENT,
    EQUAL,
    STATUS_ONLY,
    ENCRYPTION_ONLY,
    STANDBY_OWNED,
    CONTENT,
    CANNOT_COMPARE
  }

  private static final State[] STATES = State.values();
  private static final int BITS = 3;
  private static final int MASK = (1 << BITS) - 1;

  /** For {@link #of}; a million of these are kept. */
  byte code() {
    int flag = misplaced ? 1 << 2 * BITS : 0;
    return (byte) (visible.ordinal() | parked.ordinal() << BITS | flag);
  }

  static Seen of(byte code) {
    return new Seen(STATES[code & MASK], STATES[code >> BITS & MASK], (code & 1 << 2 * BITS) != 0);
  }
}
