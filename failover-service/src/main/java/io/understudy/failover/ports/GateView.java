package io.understudy.failover.ports;

/** What that which closes and opens a port says of it. */
sealed interface GateView {

  /**
   * @param said what was read
   */
  record Open(String said) implements GateView {}

  /**
   * @param said what was read
   */
  record Closed(String said) implements GateView {}

  /**
   * Between the two: one of several is open and another closed, or none takes connections and some
   * that were open before still are.
   *
   * @param said what was read
   */
  record Partly(String said) implements GateView {}

  /** It cannot be asked: only connecting tells. */
  record NotTold() implements GateView {}

  /** It does not answer. */
  record Unreachable(String why) implements GateView {}

  /** It answers, and cannot do this. */
  record Unusable(String problem) implements GateView {}

  /** For messages. */
  default String says() {
    return switch (this) {
      case Open open -> open.said();
      case Closed closed -> closed.said();
      case Partly partly -> partly.said();
      case NotTold notTold -> "it does not say";
      case Unreachable unreachable -> unreachable.why();
      case Unusable unusable -> unusable.problem();
    };
  }
}
