package io.understudy.core.readiness;

import io.understudy.core.readiness.Facts.ClockOffset;
import io.understudy.core.readiness.Facts.Port;
import java.time.Duration;
import java.util.List;

/** What can be reached, and whether clocks agree. */
final class NetworkChecks {

  private NetworkChecks() {}

  static Outcome clockSkew(Facts facts, Thresholds limits) {
    Draft draft = new Draft(Precheck.CLOCK_SKEW);
    Fact<ClockOffset> primary = facts.clocks().primary();
    Fact<ClockOffset> standby = facts.clocks().standby();
    judge(draft, "primary and this process", primary, limits);
    judge(draft, "standby and this process", standby, limits);
    if (primary instanceof Fact.Known<ClockOffset>(ClockOffset one)
        && standby instanceof Fact.Known<ClockOffset>(ClockOffset other)) {
      ClockOffset between =
          new ClockOffset(one.ahead().minus(other.ahead()), one.unsure().plus(other.unsure()));
      judge(draft, "primary and standby", Fact.known(between), limits);
    }
    return draft.done("the clocks agree");
  }

  private static void judge(
      Draft draft, String which, Fact<ClockOffset> offset, Thresholds limits) {
    switch (offset) {
      case Fact.Unknown<ClockOffset>(String why) ->
          draft.unknown(
              which + ": " + why, "Give access to that API server (docs/configuration.md).");
      case Fact.Known<ClockOffset>(ClockOffset known) -> {
        Duration sure = known.ahead().abs().minus(known.unsure());
        String seen =
            "%s: %d ms apart, give or take %d ms"
                .formatted(which, known.ahead().abs().toMillis(), known.unsure().toMillis());
        String remedy = "Set the clocks right (NTP) on the nodes of both clusters.";
        if (sure.compareTo(limits.clockSkew().fail()) >= 0) {
          draft.fail(seen, remedy);
        } else if (sure.compareTo(limits.clockSkew().warn()) >= 0) {
          draft.warn(seen, remedy);
        } else {
          draft.pass(seen);
        }
      }
    }
  }

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
          "Let the VIP forward the port to the control plane nodes, and firewalls pass it.");
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
