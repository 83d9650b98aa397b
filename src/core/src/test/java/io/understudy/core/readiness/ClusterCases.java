package io.understudy.core.readiness;

import static io.understudy.core.readiness.Given.both;
import static io.understudy.core.readiness.Given.withoutPrimary;
import static io.understudy.core.readiness.Precheck.*;
import static io.understudy.core.readiness.PrechecksTest.NO;
import static io.understudy.core.readiness.PrechecksTest.of;
import static io.understudy.core.readiness.Result.FAIL;
import static io.understudy.core.readiness.Result.PASS;
import static io.understudy.core.readiness.Result.UNKNOWN;
import static io.understudy.core.readiness.Result.WARN;

import io.understudy.core.readiness.Facts.Answers;
import io.understudy.core.readiness.Facts.CallTarget;
import io.understudy.core.readiness.Facts.Machines;
import io.understudy.core.readiness.Facts.Port;
import io.understudy.core.readiness.Facts.Service;
import io.understudy.core.readiness.Facts.ServiceRanges;
import io.understudy.core.readiness.Facts.Services;
import io.understudy.core.readiness.Facts.Terminating;
import io.understudy.core.readiness.PrechecksTest.Case;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the prechecks make of both clusters, their Services and their objects. */
final class ClusterCases {

  private ClusterCases() {}

  static Stream<Case> ofTheClusters() {
    return Stream.of(
        of(DEFINITIONS, FAIL, "lacks b", g -> g.definitions = both(Set.of("b"), Set.of("a"))),
        of(DEFINITIONS, PASS, "every", g -> g.definitions = both(Set.of("a"), Set.of("a", "b"))),
        of(DEFINITIONS, UNKNOWN, "primary", g -> g.definitions = withoutPrimary(g.definitions)),
        of(
            OPERATORS,
            FAIL,
            "lacks operator knative-operator 1.10.2",
            g -> g.operators = both(Map.of("knative-operator", "1.10.2"), Map.of())),
        of(
            OPERATORS,
            WARN,
            "primary 1, standby 2",
            g -> g.operators = both(Map.of("o", "1"), Map.of("o", "2"))),
        of(
            OPERATORS,
            FAIL,
            "lacks operator.knative.dev/knativeservings/a/b",
            g -> g.components = both(Set.of("operator.knative.dev/knativeservings/a/b"), Set.of())),
        of(OPERATORS, UNKNOWN, "primary", g -> g.operators = withoutPrimary(g.operators)),
        of(
            WORKLOADS,
            WARN,
            "lacks deployments/a/b",
            g -> g.workloads = both(Set.of("deployments/a/b"), Set.of("deployments/a/c"))),
        of(
            WORKLOADS,
            PASS,
            "every workload",
            g -> g.workloads = both(Set.of("statefulsets/a/b"), Set.of("statefulsets/a/b", "c"))),
        of(WORKLOADS, UNKNOWN, "primary", g -> g.workloads = withoutPrimary(g.workloads)),
        of(CLUSTER_CA, FAIL, "no CA in common", g -> g.authorities = cas(Set.of("a"), Set.of("b"))),
        of(CLUSTER_CA, WARN, "not all", g -> g.authorities = cas(Set.of("a"), Set.of("a", "b"))),
        of(
            CLUSTER_CA,
            UNKNOWN,
            "not shown by the standby",
            g -> g.authorities = both(Map.of("cluster CA", Set.of("a")), Map.of())),
        of(CLUSTER_CA, UNKNOWN, "neither side", g -> g.authorities = both(Map.of())),
        of(CLUSTER_CA, UNKNOWN, "primary", g -> g.authorities = withoutPrimary(g.authorities)));
  }

  static Stream<Case> ofServices() {
    return Stream.of(
        of(
            SERVICE_RANGES,
            FAIL,
            "primary 10.0.0.0/8, standby 10.96.0.0/12",
            g -> g.ranges = both(range("10.0.0.0/8", "1-2"), range("10.96.0.0/12", "1-2"))),
        of(
            SERVICE_RANGES,
            FAIL,
            "nodePorts: primary 1-2, standby 1-3",
            g -> g.ranges = both(range("10.0.0.0/8", "1-2"), range("10.0.0.0/8", "1-3"))),
        of(
            SERVICE_RANGES,
            UNKNOWN,
            "not on record in the etcd of the standby",
            g -> g.ranges = both(range("a", "1-2"), new ServiceRanges(Set.of(), "1-2"))),
        of(SERVICE_RANGES, UNKNOWN, "primary", g -> g.ranges = withoutPrimary(g.ranges)),
        of(
            SERVICE_COLLISIONS,
            FAIL,
            "address 10.0.0.9 is wanted by own and theirs",
            g -> g.services = services(own("10.0.0.9", 1), parked("theirs", "10.0.0.9", 2))),
        of(
            SERVICE_COLLISIONS,
            FAIL,
            "nodePort 30001 is wanted by own and theirs",
            g ->
                g.services = services(own("10.0.0.8", 30001), parked("theirs", "10.0.0.9", 30001))),
        of(
            SERVICE_COLLISIONS,
            FAIL,
            "own is there already",
            g -> g.services = services(own("10.0.0.8", 1), parked("own", "10.0.0.8", 1))),
        of(
            SERVICE_COLLISIONS,
            PASS,
            "wanted twice",
            g -> g.services = services(own("10.0.0.8", 1), parked("theirs", "10.0.0.9", 2))),
        of(
            SERVICE_COLLISIONS,
            UNKNOWN,
            "4 Services",
            g -> g.services = Fact.known(new Services(List.of(), 4))),
        of(SERVICE_COLLISIONS, UNKNOWN, NO, g -> g.services = Fact.unknown(NO)),
        of(CALL_TARGETS, FAIL, "there is none", g -> calls(g, true, Answers.NO_SERVICE)),
        of(CALL_TARGETS, WARN, "there is none", g -> calls(g, false, Answers.NO_SERVICE)),
        of(CALL_TARGETS, FAIL, "nothing is behind", g -> calls(g, true, Answers.NO_ENDPOINTS)),
        of(CALL_TARGETS, PASS, "will after unpark", g -> calls(g, true, Answers.AFTER_UNPARK)),
        of(CALL_TARGETS, PASS, "will after unpark", g -> calls(g, true, Answers.NOW)),
        of(CALL_TARGETS, UNKNOWN, NO, g -> g.callTargets = Fact.unknown(NO)));
  }

  static Stream<Case> ofObjects() {
    return Stream.of(
        of(PRIMARY_TERMINATING, WARN, "terminating: /a", g -> g.terminating = terminating("/a")),
        of(STANDBY_TERMINATING, WARN, "terminating: /a", g -> g.terminating = terminating("/a")),
        of(
            STANDBY_TERMINATING,
            UNKNOWN,
            "of 7 objects",
            g -> g.terminating = both(new Terminating(List.of(), 7))),
        of(
            PRIMARY_TERMINATING,
            UNKNOWN,
            "primary",
            g -> g.terminating = withoutPrimary(g.terminating)),
        of(PRIMARY_MACHINES, FAIL, "m1 (Failed)", g -> g.machines = machines("m1 (Failed)")),
        of(STANDBY_MACHINES, FAIL, "m1 (Failed)", g -> g.machines = machines("m1 (Failed)")),
        of(
            STANDBY_MACHINES,
            PASS,
            "no machines",
            g -> g.machines = both(new Machines(false, 0, List.of()))),
        of(PRIMARY_MACHINES, UNKNOWN, "primary", g -> g.machines = withoutPrimary(g.machines)),
        of(STANDBY_MACHINES, UNKNOWN, NO, g -> g.machines = unknownSides()),
        of(
            PRIMARY_VIP,
            FAIL,
            "refused",
            g -> g.vips = both(List.of(new Port("v:6443", "refused")))),
        of(
            STANDBY_VIP,
            FAIL,
            "refused",
            g -> g.vips = both(List.of(new Port("v:6443", "refused")))),
        of(PRIMARY_VIP, UNKNOWN, NO, g -> g.vips = unknownSides()),
        of(STANDBY_VIP, UNKNOWN, NO, g -> g.vips = unknownSides()),
        of(
            STANDBY_REGISTRY,
            FAIL,
            "refused",
            g -> g.registry = Fact.known(new Port("r:1", "refused"))),
        of(STANDBY_REGISTRY, UNKNOWN, NO, g -> g.registry = Fact.unknown(NO)));
  }

  private static Sides<Map<String, Set<String>>> cas(Set<String> primary, Set<String> standby) {
    return both(Map.of("cluster CA", primary), Map.of("cluster CA", standby));
  }

  private static ServiceRanges range(String addresses, String nodePorts) {
    return new ServiceRanges(Set.of(addresses), nodePorts);
  }

  private static Fact<Services> services(Service... all) {
    return Fact.known(new Services(List.of(all), 0));
  }

  private static Service own(String address, int nodePort) {
    return new Service("own", false, Set.of(address), Set.of(nodePort));
  }

  private static Service parked(String key, String address, int nodePort) {
    return new Service(key, true, Set.of(address), Set.of(nodePort));
  }

  private static void calls(Given given, boolean required, Answers answers) {
    given.callTargets =
        Fact.known(List.of(new CallTarget("APIService v1.x", "ns/svc", required, answers)));
  }

  private static Sides<Terminating> terminating(String key) {
    return both(new Terminating(List.of(key), 0));
  }

  private static Sides<Machines> machines(String... notRunning) {
    return both(new Machines(true, 3, List.of(notRunning)));
  }

  private static <T> Sides<T> unknownSides() {
    return new Sides<>(Fact.unknown(NO), Fact.unknown(NO));
  }
}
