package io.understudy.core.readiness;

import java.util.Optional;

/** What is known of both sides. */
record Pair<T>(T primary, T standby) {

  /** Both if both are known; what is not known goes into the draft. */
  static <T> Optional<Pair<T>> of(Draft draft, Sides<T> sides, String remedy) {
    missing(draft, "primary", sides.primary(), remedy);
    missing(draft, "standby", sides.standby(), remedy);
    return sides.primary() instanceof Fact.Known<T>(T primary)
            && sides.standby() instanceof Fact.Known<T>(T standby)
        ? Optional.of(new Pair<>(primary, standby))
        : Optional.empty();
  }

  private static <T> void missing(Draft draft, String side, Fact<T> fact, String remedy) {
    if (fact instanceof Fact.Unknown<T>(String why)) {
      draft.unknown(side + ": " + why, remedy);
    }
  }
}
