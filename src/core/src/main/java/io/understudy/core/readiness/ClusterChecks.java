package io.understudy.core.readiness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the standby cluster can be what the primary is: same kinds, operators, CAs. */
final class ClusterChecks {

  private static final String ASK_ETCD = "See that its etcd answers.";

  private ClusterChecks() {}

  static Outcome definitions(Facts facts) {
    Draft draft = new Draft(Precheck.DEFINITIONS);
    Pair.of(draft, facts.definitions(), ASK_ETCD)
        .ifPresent(
            pair -> {
              for (String name : without(pair.primary(), pair.standby())) {
                draft.fail(
                    "the standby lacks " + name,
                    "Install there what brings it, or see why it is not mirrored"
                        + " (GET /api/v1/explain of sync-service).");
              }
              for (String name : without(pair.standby(), pair.primary())) {
                draft.pass("only on the standby: " + name);
              }
              draft.pass(pair.primary().size() + " on the primary");
            });
    return draft.done("the standby has every CustomResourceDefinition of the primary");
  }

  static Outcome operators(Facts facts) {
    Draft draft = new Draft(Precheck.OPERATORS);
    Pair.of(draft, facts.operators(), ASK_ETCD)
        .ifPresent(pair -> judgeOperators(draft, pair.primary(), pair.standby()));
    Pair.of(draft, facts.components(), ASK_ETCD)
        .ifPresent(
            pair -> {
              for (String name : without(pair.primary(), pair.standby())) {
                draft.fail(
                    "the standby lacks " + name,
                    "Deploy it there with its operator, as on the primary, beforehand.");
              }
            });
    return draft.done("the standby has the primary's operators");
  }

  private static void judgeOperators(
      Draft draft, Map<String, String> primary, Map<String, String> standby) {
    for (String name : new TreeSet<>(primary.keySet())) {
      String here = String.valueOf(primary.get(name));
      String there = standby.get(name);
      if (there == null) {
        draft.fail(
            "the standby lacks operator " + name + " " + here,
            "Deploy it there, as on the primary, beforehand: its namespace is not mirrored.");
      } else if (!there.equals(here)) {
        draft.warn(
            "operator " + name + ": primary " + here + ", standby " + there,
            "Bring both to the same version.");
      }
    }
    draft.pass(primary.size() + " operators on the primary");
  }

  static Outcome workloads(Facts facts) {
    Draft draft = new Draft(Precheck.WORKLOADS);
    Pair.of(draft, facts.workloads(), ASK_ETCD)
        .ifPresent(
            pair -> {
              for (String name : without(pair.primary(), pair.standby())) {
                draft.warn(
                    "the standby lacks " + name,
                    "Deploy it there beforehand if anything mirrored needs it, an operator above"
                        + " all; if not, name it in understudy.readiness.workloads-ignored.");
              }
              draft.pass(pair.primary().size() + " on the primary");
            });
    return draft.done("the standby has every workload of the primary, in place or parked");
  }

  static Outcome clusterCa(Facts facts) {
    Draft draft = new Draft(Precheck.CLUSTER_CA);
    Pair.of(draft, facts.authorities(), ASK_ETCD)
        .ifPresent(
            pair -> {
              Set<String> all = new TreeSet<>(pair.primary().keySet());
              all.addAll(pair.standby().keySet());
              all.forEach(
                  use ->
                      judgeCa(
                          draft,
                          use,
                          pair.primary().getOrDefault(use, Set.of()),
                          pair.standby().getOrDefault(use, Set.of())));
              if (all.isEmpty()) {
                draft.unknown("neither side shows a CA", ASK_ETCD);
              }
            });
    return draft.done("both clusters have the same CAs");
  }

  private static void judgeCa(Draft draft, String use, Set<String> primary, Set<String> standby) {
    String remedy =
        "Install the standby with the primary's CA: clients and kubeconfigs of the primary do not"
            + " trust it otherwise.";
    if (primary.isEmpty() || standby.isEmpty()) {
      draft.unknown(
          use + ": not shown by the " + (primary.isEmpty() ? "primary" : "standby"), ASK_ETCD);
    } else if (primary.equals(standby)) {
      draft.pass(use + ": the same");
    } else if (Collections.disjoint(primary, standby)) {
      draft.fail(use + ": no CA in common", remedy);
    } else {
      draft.warn(use + ": some CAs in common, not all", remedy);
    }
  }

  private static List<String> without(Set<String> some, Set<String> others) {
    List<String> rest = new ArrayList<>(new TreeSet<>(some));
    rest.removeAll(others);
    return rest;
  }
}
