package io.understudy.core.readiness;

import io.understudy.core.readiness.Facts.Port;
import java.util.List;

/** What can be reached. */
final class NetworkChecks {

  private NetworkChecks() {}

  static Outcome vip(Precheck check, Fact<List<Port>> ports) {
    Draft draft = new Draft(check);
    switch (ports) {
      case Fact.Unknown<List<Port>>(String why) ->
          draft.unknown(why, "Set it (docs/configuration.md).");
      case Fact.Known<List<Port>>(List<Port> all) -> all.forEach(port -> judge(draft, port));
    }
    return draft.done("every port takes connections");
  }

  private static void judge(Draft draft, Port port) {
    if (port.isOpen()) {
      draft.pass(port.address() + ": open");
    } else {
      draft.fail(
          port.address() + ": " + port.trouble(),
          "Let the VIP forward the port to the control plane nodes, and firewalls pass it; a port that"
              + " this platform does not have is left out of understudy.readiness.ports.");
    }
  }

  static Outcome registry(Facts facts) {
    Draft draft = new Draft(Precheck.STANDBY_REGISTRY);
    switch (facts.registry()) {
      case Fact.Unknown<Port>(String why) -> draft.unknown(why, "Set it (docs/configuration.md).");
      case Fact.Known<Port>(Port port) -> {
        if (port.isOpen()) {
          draft.pass(port.address() + ": open");
        } else {
          draft.fail(
              port.address() + ": " + port.trouble(),
              "Without it no image that a node lacks can be pulled: start the registry.");
        }
      }
    }
    return draft.done();
  }
}
