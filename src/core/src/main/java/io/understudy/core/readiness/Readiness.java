package io.understudy.core.readiness;

import java.time.Instant;
import java.util.List;

/**
 * The answer to "can I fail over now?".
 *
 * @param at when the facts were gathered
 * @param outcomes of every precheck, in their order
 */
public record Readiness(Instant at, List<Outcome> outcomes) {

  public Readiness {
    outcomes = List.copyOf(outcomes);
  }

  /** Judges the facts: every precheck, whatever the others found. */
  public static Readiness of(Facts facts, Thresholds limits) {
    return new Readiness(
        facts.at(),
        List.of(
            MirrorChecks.lastCheck(facts, limits),
            MirrorChecks.mirror(facts),
            MirrorChecks.lag(facts, limits),
            MirrorChecks.continuity(facts),
            MirrorChecks.revisionLead(facts),
            MirrorChecks.gcSafety(facts),
            ApiServerChecks.encryptionReadable(facts),
            CertificateChecks.days(
                Precheck.PRIMARY_CERTIFICATES, facts.certificates().primary(), facts.at(), limits),
            CertificateChecks.days(
                Precheck.STANDBY_CERTIFICATES, facts.certificates().standby(), facts.at(), limits),
            CertificateChecks.names(facts),
            ApiServerChecks.clockSkew(facts, limits),
            EtcdChecks.etcd(Precheck.PRIMARY_ETCD, facts.etcds().primary(), limits),
            EtcdChecks.etcd(Precheck.STANDBY_ETCD, facts.etcds().standby(), limits),
            ApiServerChecks.kubernetesVersions(facts),
            ClusterChecks.definitions(facts),
            ClusterChecks.operators(facts),
            ClusterChecks.workloads(facts),
            ServiceChecks.ranges(facts),
            ServiceChecks.collisions(facts),
            ApiServerChecks.serviceAccountKeys(facts),
            ClusterChecks.clusterCa(facts),
            ServiceChecks.callTargets(facts),
            ObjectChecks.terminating(Precheck.PRIMARY_TERMINATING, facts.terminating().primary()),
            ObjectChecks.terminating(Precheck.STANDBY_TERMINATING, facts.terminating().standby()),
            ObjectChecks.machines(Precheck.PRIMARY_MACHINES, facts.machines().primary()),
            ObjectChecks.machines(Precheck.STANDBY_MACHINES, facts.machines().standby()),
            NetworkChecks.vip(Precheck.PRIMARY_VIP, facts.vips().primary()),
            NetworkChecks.vip(Precheck.STANDBY_VIP, facts.vips().standby()),
            NetworkChecks.registry(facts)));
  }

  public Verdict verdict(Verb verb) {
    return Verdict.of(verb, outcomes);
  }

  public Outcome outcome(Precheck check) {
    return outcomes.stream()
        .filter(outcome -> outcome.check() == check)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no outcome of " + check.text()));
  }
}
