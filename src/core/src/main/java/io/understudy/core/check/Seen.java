package io.understudy.core.check;

/**
 * How an object of the source was found on the target, in the two places where it may be.
 *
 * @param parked absent, equal or content; nobody but the mirror writes there
 * @param inScope what is visible is in scope by itself
 * @param sameLife it is this very object, which only the mirror brings there
 */
record Seen(State visible, State parked, boolean inScope, boolean sameLife) {

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
  private static final int IN_SCOPE = 1 << 2 * BITS;
  private static final int SAME_LIFE = IN_SCOPE << 1;

  /** For {@link #of}; a million of these are kept. */
  byte code() {
    int flags = (inScope ? IN_SCOPE : 0) | (sameLife ? SAME_LIFE : 0);
    return (byte) (visible.ordinal() | parked.ordinal() << BITS | flags);
  }

  static Seen of(byte code) {
    return new Seen(
        STATES[code & MASK],
        STATES[code >> BITS & MASK],
        (code & IN_SCOPE) != 0,
        (code & SAME_LIFE) != 0);
  }
}
