package io.understudy.failover.ports;

/** What is done about a port, from what its gate and a connection say. No input or output. */
sealed interface PortDecision {

  /** It is as it is to be; only to be proved. */
  record Already(String said) implements PortDecision {}

  /** Nothing is there, which is allowed. */
  record Dead(String said) implements PortDecision {}

  /** It is to be done. */
  record Act(String said) implements PortDecision {}

  /** It cannot be done. */
  record Fail(String problem) implements PortDecision {}

  /**
   * @param wasOpen whether this run has seen it open and was about to close it
   */
  static PortDecision close(Vip vip, GateView view, Knock knock, boolean wasOpen) {
    return switch (view) {
      case GateView.Unusable unusable -> new Fail(vip.says() + ": " + unusable.problem());
      case GateView.Unreachable unreachable -> unreachable(vip, unreachable, knock);
      case GateView.Closed closed ->
          knock.isAccepted() ? otherServer(vip, closed, wasOpen) : new Already(closed.said());
      case GateView.Open open ->
          knock.isAccepted() || vip.mayBeDead() || wasOpen
              ? new Act(open.said())
              : new Fail(
                  vip.says()
                      + " does not take connections ("
                      + knock.said()
                      + ") although "
                      + open.said()
                      + ": a closed port could not be told from this; correct the address, or set"
                      + " may-be-dead: true");
      case GateView.Partly partly -> new Act(partly.said());
      case GateView.NotTold notTold -> closeByConnectionAlone(vip, knock, wasOpen);
    };
  }

  private static PortDecision otherServer(Vip vip, GateView.Closed closed, boolean wasOpen) {
    return wasOpen
        ? new Act(closed.said())
        : new Fail(
            vip.says()
                + " takes connections although "
                + closed.said()
                + ": something else serves it; name all that does");
  }

  private static PortDecision closeByConnectionAlone(Vip vip, Knock knock, boolean wasOpen) {
    return switch (knock.answer()) {
      case ACCEPTED -> new Act(knock.said());
      case REFUSED -> new Already(knock.said());
      case UNANSWERED -> {
        if (wasOpen) {
          yield new Already(knock.said());
        }
        yield vip.mayBeDead() ? new Dead(knock.said()) : new Fail(dead(vip, knock));
      }
    };
  }

  private static String dead(Vip vip, Knock knock) {
    return vip.says()
        + " does not answer ("
        + knock.said()
        + "): bring it back, correct the address, or set may-be-dead: true";
  }

  private static PortDecision unreachable(Vip vip, GateView.Unreachable unreachable, Knock knock) {
    if (vip.mayBeDead() && !knock.isAccepted()) {
      return new Dead(knock.said() + "; " + unreachable.why());
    }
    String port = knock.isAccepted() ? ", and its port takes connections" : "";
    return new Fail(vip.says() + ": " + unreachable.why() + port);
  }

  static PortDecision open(Vip vip, GateView view, Knock knock) {
    return switch (view) {
      case GateView.Unusable unusable -> new Fail(vip.says() + ": " + unusable.problem());
      case GateView.Unreachable unreachable -> unreachable(vip, unreachable, knock);
      case GateView.Closed closed -> new Act(closed.said());
      case GateView.Open open -> new Already(open.said());
      case GateView.Partly partly -> new Act(partly.said());
      case GateView.NotTold notTold ->
          knock.isAccepted() ? new Already(knock.said()) : openByConnectionAlone(vip, knock);
    };
  }

  private static PortDecision openByConnectionAlone(Vip vip, Knock knock) {
    return knock.answer() == Knock.Answer.UNANSWERED && vip.mayBeDead()
        ? new Dead(knock.said())
        : new Act(knock.said());
  }
}
