package io.understudy.failover.uninstall;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a release may be uninstalled. While a site is the standby its objects are the primary's,
 * Machines above all: once the mirror and its gate are gone, controllers here act on what is there.
 *
 * @param lines why, and what to do, for the log of the Job
 */
record UninstallVerdict(boolean mayBe, List<String> lines) {

  /** A ConfigMap whose presence forces it: a release that Helm is uninstalling takes no values. */
  static final String FORCE = "etcd-sync-uninstall-force";

  private static final String LAST_CHECK = "last-check";
  private static final Set<String> CLEAN = Set.of("PASS", "WARN");
  private static final Set<String> MACHINES = Set.of("standby-machines", "primary-machines");
  private static final String FAIL = "FAIL";

  UninstallVerdict {
    lines = List.copyOf(lines);
  }

  /** A precheck of monitor-service's. */
  record Precheck(String name, String result, String summary, String remedy) {

    private String line() {
      return name + " is " + result + ": " + summary + (remedy.isEmpty() ? "" : "; " + remedy);
    }
  }

  /** What monitor-service says. */
  sealed interface Readiness {

    record Told(List<Precheck> prechecks) implements Readiness {
      public Told {
        prechecks = List.copyOf(prechecks);
      }
    }

    /**
     * @param why with what to do
     */
    record Silent(String why) implements Readiness {}
  }

  /**
   * @param force to go on whatever was found
   */
  static UninstallVerdict of(SiteRole role, Readiness readiness, boolean force) {
    List<String> against =
        switch (role) {
          case SiteRole.Primary primary -> List.of();
          case SiteRole.Unused unused -> List.of();
          case SiteRole.Unknown unknown -> List.of("it is not known what this site is");
          case SiteRole.Standby standby -> against(readiness);
        };
    List<String> lines = new ArrayList<>();
    lines.add("this site: " + role.known());
    lines.addAll(against);
    if (against.isEmpty()) {
      lines.add("it may be uninstalled");
    } else if (force) {
      lines.add("it is uninstalled all the same, as somebody said so");
    } else {
      lines.add(
          "it is not uninstalled: while a site is the standby, controllers here act on the primary's"
              + " objects once the mirror is gone. Mend the above and uninstall again. To have it"
              + " uninstalled all the same, say so before: kubectl -n <namespace> create configmap "
              + FORCE);
    }
    return new UninstallVerdict(against.isEmpty() || force, lines);
  }

  private static List<String> against(Readiness readiness) {
    return switch (readiness) {
      case Readiness.Silent silent ->
          List.of("whether both sides are equal is not known: " + silent.why());
      case Readiness.Told told -> against(told.prechecks());
    };
  }

  private static List<String> against(List<Precheck> prechecks) {
    List<String> against = new ArrayList<>();
    if (prechecks.stream().noneMatch(one -> one.name().equals(LAST_CHECK))) {
      against.add("monitor-service does not tell how the last check ended");
    }
    for (Precheck one : prechecks) {
      boolean isUnclean = one.name().equals(LAST_CHECK) && !CLEAN.contains(one.result());
      boolean isDown = MACHINES.contains(one.name()) && one.result().equals(FAIL);
      if (isUnclean || isDown) {
        against.add(one.line());
      }
    }
    return against;
  }
}
