package io.understudy.core.readiness;

import static io.understudy.core.readiness.Effect.BLOCK;
import static io.understudy.core.readiness.Effect.CLEAR;
import static io.understudy.core.readiness.Effect.WARN;

import java.util.Locale;

/**
 * The prechecks by name, and what each result means for each verb. A failover is blocked only by
 * what can be asked and mended without the primary: see docs/decisions/0020.
 */
public enum Precheck {
  /** The last comparison of both sides is fresh and found nothing. */
  LAST_CHECK(BLOCK, BLOCK, WARN, WARN),
  /** The standby holds a whole state of the primary, and may still be promoted. */
  MIRROR(BLOCK, BLOCK, BLOCK, BLOCK),
  /** The standby's state is young. */
  LAG(BLOCK, BLOCK, WARN, WARN),
  /** A lost source revision would have been noticed. */
  CONTINUITY(BLOCK, WARN, WARN, WARN),
  /** The target's revision is ahead of the source's. */
  REVISION_LEAD(BLOCK, BLOCK, WARN, WARN),
  /** The standby's garbage collector would delete nothing. */
  GC_SAFETY(BLOCK, BLOCK, BLOCK, BLOCK),
  /** The standby's API server can read Secrets. */
  ENCRYPTION_READABLE(BLOCK, WARN, BLOCK, WARN),
  PRIMARY_CERTIFICATES(BLOCK, WARN, WARN, WARN),
  STANDBY_CERTIFICATES(BLOCK, WARN, BLOCK, WARN),
  /** The etcd server certificates name both VIPs and the platform. */
  CERTIFICATE_NAMES(BLOCK, WARN, WARN, WARN),
  CLOCK_SKEW(BLOCK, WARN, WARN, WARN),
  PRIMARY_ETCD(BLOCK, BLOCK, WARN, WARN),
  STANDBY_ETCD(BLOCK, BLOCK, BLOCK, BLOCK),
  KUBERNETES_VERSIONS(BLOCK, WARN, WARN, WARN),
  /** The standby has the primary's CustomResourceDefinitions. */
  DEFINITIONS(BLOCK, WARN, WARN, WARN),
  /** The standby has the primary's operators and what was made with them. */
  OPERATORS(BLOCK, WARN, WARN, WARN),
  /** The standby has the primary's workloads, so also operators that nobody else knows of. */
  WORKLOADS(BLOCK, WARN, WARN, WARN),
  SERVICE_RANGES(BLOCK, WARN, WARN, WARN),
  /** No ClusterIP or nodePort is wanted twice after unpark. */
  SERVICE_COLLISIONS(BLOCK, WARN, WARN, WARN),
  SERVICE_ACCOUNT_KEYS(BLOCK, WARN, WARN, WARN),
  CLUSTER_CA(BLOCK, WARN, WARN, WARN),
  /** What webhooks and aggregated APIs call answers after unpark. */
  CALL_TARGETS(BLOCK, WARN, WARN, WARN),
  PRIMARY_TERMINATING(BLOCK, WARN, WARN, WARN),
  STANDBY_TERMINATING(BLOCK, WARN, WARN, WARN),
  PRIMARY_MACHINES(BLOCK, WARN, WARN, WARN),
  STANDBY_MACHINES(BLOCK, WARN, WARN, WARN),
  PRIMARY_VIP(BLOCK, WARN, WARN, WARN),
  STANDBY_VIP(BLOCK, WARN, BLOCK, WARN),
  /** The standby's image registry answers. */
  STANDBY_REGISTRY(BLOCK, WARN, WARN, WARN);

  private final Effect failedForSwitchover;
  private final Effect unknownForSwitchover;
  private final Effect failedForFailover;
  private final Effect unknownForFailover;

  Precheck(
      Effect failedForSwitchover,
      Effect unknownForSwitchover,
      Effect failedForFailover,
      Effect unknownForFailover) {
    this.failedForSwitchover = failedForSwitchover;
    this.unknownForSwitchover = unknownForSwitchover;
    this.failedForFailover = failedForFailover;
    this.unknownForFailover = unknownForFailover;
  }

  /** As it is written outside: {@code last-check}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What a result means for a verb. Nothing unknown is ever clear. */
  public Effect effect(Verb verb, Result result) {
    return switch (result) {
      case PASS -> CLEAR;
      case WARN -> WARN;
      case FAIL -> verb == Verb.SWITCHOVER ? failedForSwitchover : failedForFailover;
      case UNKNOWN -> verb == Verb.SWITCHOVER ? unknownForSwitchover : unknownForFailover;
    };
  }
}
