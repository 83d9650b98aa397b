package io.understudy.core.readiness;

import io.understudy.core.readiness.Facts.CallTarget;
import io.understudy.core.readiness.Facts.Service;
import io.understudy.core.readiness.Facts.ServiceRanges;
import io.understudy.core.readiness.Facts.Services;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Whether the primary's Services can be put in place on the standby, and what calls them. */
final class ServiceChecks {

  private ServiceChecks() {}

  static Outcome ranges(Facts facts) {
    Draft draft = new Draft(Precheck.SERVICE_RANGES);
    Pair.of(draft, facts.ranges(), "See that its etcd answers.")
        .ifPresent(
            pair -> {
              ServiceRanges primary = pair.primary();
              ServiceRanges standby = pair.standby();
              compare(
                  draft,
                  "addresses",
                  String.join(",", new TreeSet<>(primary.addresses())),
                  String.join(",", new TreeSet<>(standby.addresses())));
              compare(draft, "nodePorts", primary.nodePorts(), standby.nodePorts());
            });
    return draft.done("both give Services addresses and ports of the same ranges");
  }

  private static void compare(Draft draft, String what, String primary, String standby) {
    if (primary.isEmpty() || standby.isEmpty()) {
      draft.unknown(
          what
              + ": the range is not on record in the etcd of the "
              + (primary.isEmpty() ? "primary" : "standby"),
          "Compare the API servers' flags by hand.");
    } else if (primary.equals(standby)) {
      draft.pass(what + ": " + primary);
    } else {
      draft.fail(
          what + ": primary " + primary + ", standby " + standby,
          "Install the standby with the primary's --service-cluster-ip-range and"
              + " --service-node-port-range.");
    }
  }

  static Outcome collisions(Facts facts) {
    Draft draft = new Draft(Precheck.SERVICE_COLLISIONS);
    switch (facts.services()) {
      case Fact.Unknown<Services>(String why) ->
          draft.unknown(why, "See that the standby's etcd answers.");
      case Fact.Known<Services>(Services services) -> {
        judge(draft, services.all());
        if (services.unreadable() > 0) {
          draft.unknown(
              services.unreadable() + " Services cannot be read here",
              "Give the EncryptionConfiguration (understudy.target.encryption-config-file).");
        }
      }
    }
    return draft.done("no address or nodePort is wanted twice");
  }

  private static void judge(Draft draft, List<Service> services) {
    Map<String, Service> visible = new HashMap<>();
    services.stream().filter(one -> !one.parked()).forEach(one -> visible.put(one.key(), one));
    Map<Object, Service> holders = new HashMap<>();
    for (Service service : services) {
      Service inPlace = visible.get(service.key());
      if (service.parked() && inPlace != null) {
        draft.fail(
            service.key() + " is there already: the parked one cannot be put in its place",
            "Delete the standby's own Service, or leave the primary's out by rule.");
        continue;
      }
      service.clusterIps().forEach(ip -> hold(draft, holders, "address " + ip, service));
      service.nodePorts().forEach(port -> hold(draft, holders, "nodePort " + port, service));
    }
    draft.pass(services.size() + " Services");
  }

  private static void hold(
      Draft draft, Map<Object, Service> holders, String what, Service service) {
    Service other = holders.putIfAbsent(what, service);
    if (other != null && !other.key().equals(service.key())) {
      draft.fail(
          what + " is wanted by " + other.key() + " and " + service.key(),
          "Give the standby's own Service another address or port, or delete it.");
    }
  }

  static Outcome callTargets(Facts facts) {
    Draft draft = new Draft(Precheck.CALL_TARGETS);
    switch (facts.callTargets()) {
      case Fact.Unknown<List<CallTarget>>(String why) ->
          draft.unknown(why, "See that the standby's etcd answers.");
      case Fact.Known<List<CallTarget>>(List<CallTarget> targets) -> {
        targets.forEach(target -> judge(draft, target));
        if (targets.isEmpty()) {
          draft.pass("no webhook and no aggregated API calls a Service");
        }
      }
    }
    return draft.done("every Service called answers, or will after unpark");
  }

  private static void judge(Draft draft, CallTarget target) {
    String call = target.caller() + " calls Service " + target.service();
    switch (target.answers()) {
      case NOW -> draft.pass(call + ": it answers");
      case AFTER_UNPARK -> draft.pass(call + ": it is parked, and comes with the unpark");
      case NO_ENDPOINTS -> dead(draft, target, call + ": nothing is behind it");
      case NO_SERVICE -> dead(draft, target, call + ": there is none");
    }
  }

  private static void dead(Draft draft, CallTarget target, String seen) {
    String remedy =
        "Bring what answers there to the standby, or leave the caller out by rule: requests that"
            + " it is asked about would fail.";
    if (target.required()) {
      draft.fail(seen, remedy);
    } else {
      draft.warn(seen, remedy);
    }
  }
}
