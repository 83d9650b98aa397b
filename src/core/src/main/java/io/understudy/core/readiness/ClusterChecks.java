package io.understudy.core.readiness;

import io.understudy.core.readiness.Facts.SecretsRead;
import io.understudy.core.readiness.Facts.TokenKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the standby cluster can be what the primary is: same versions, kinds, keys. */
final class ClusterChecks {

  private static final String ASK_ETCD = "See that its etcd answers.";
  private static final String ASK_API =
      "Give access to both API servers (understudy.standby.*, understudy.primary.*).";

  private ClusterChecks() {}

  static Outcome encryptionReadable(Facts facts) {
    Draft draft = new Draft(Precheck.ENCRYPTION_READABLE);
    switch (facts.secrets()) {
      case Fact.Unknown<SecretsRead>(String why) ->
          draft.unknown(why, "Let this process list Secrets through the standby's API server.");
      case Fact.Known<SecretsRead>(SecretsRead secrets) -> {
        if (!secrets.refused().isEmpty()) {
          draft.fail(
              "the standby's API server cannot list Secrets: " + secrets.refused(),
              "Give it the primary's EncryptionConfiguration (docs/encryption.md), and restart it.");
        } else if (secrets.read() == 0) {
          draft.unknown("the standby has no Secret to read", "Nothing, before the first copy.");
        } else {
          draft.pass("the standby's API server gave " + secrets.read() + " Secrets");
        }
      }
    }
    return draft.done();
  }

  static Outcome kubernetesVersions(Facts facts) {
    Draft draft = new Draft(Precheck.KUBERNETES_VERSIONS);
    Pair.of(draft, facts.versions(), ASK_API)
        .ifPresent(
            pair -> {
              String seen = "primary " + pair.primary() + ", standby " + pair.standby();
              if (pair.primary().equals(pair.standby())) {
                draft.pass(seen);
              } else if (minor(pair.primary()).equals(minor(pair.standby()))) {
                draft.warn(seen, "Bring both to the same patch release.");
              } else {
                draft.fail(seen, "Bring both to the same minor release.");
              }
            });
    return draft.done();
  }

  /** Of {@code v1.34.1+build}: {@code v1.34}. */
  private static String minor(String version) {
    String[] parts = version.split("[.+-]", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

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

  static Outcome serviceAccountKeys(Facts facts) {
    Draft draft = new Draft(Precheck.SERVICE_ACCOUNT_KEYS);
    Pair.of(draft, facts.tokenKeys(), ASK_API)
        .ifPresent(pair -> judgeKeys(draft, pair.primary(), pair.standby()));
    return draft.done("both API servers take the same tokens");
  }

  private static void judgeKeys(Draft draft, TokenKeys primary, TokenKeys standby) {
    String remedy =
        "Install the standby with the primary's sa.pub, sa.key and --service-account-issuer:"
            + " tokens of the primary are refused there otherwise.";
    if (!primary.issuer().equals(standby.issuer())) {
      draft.fail("issuer: primary " + primary.issuer() + ", standby " + standby.issuer(), remedy);
    }
    List<String> missing = without(primary.keys(), standby.keys());
    if (!primary.keys().isEmpty() && missing.size() == primary.keys().size()) {
      draft.fail("no key of the primary is known to the standby", remedy);
    } else if (!missing.isEmpty()) {
      draft.warn(missing.size() + " keys of the primary are not known to the standby", remedy);
    } else if (primary.keys().isEmpty()) {
      draft.unknown("the primary's API server shows no key", ASK_API);
    } else {
      draft.pass(primary.keys().size() + " keys of the primary, all known to the standby");
    }
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
