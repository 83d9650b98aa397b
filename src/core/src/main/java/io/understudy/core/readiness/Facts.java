package io.understudy.core.readiness;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.EtcdStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the prechecks judge, as it was at one time. Addresses are written in one way, so that
 * equal ones are equal texts.
 *
 * @param checks results of comparisons that were kept, newest first
 * @param records of the mirror, in the standby's etcd
 * @param sync what sync-service says
 * @param etcds members that were asked, by their endpoint, and those that could not be
 * @param certificates of etcd members, and of this product's client certificates for them
 * @param mustBeNamed what every etcd server certificate must name, by what it is; unknown where it
 *     is not configured
 * @param secrets as each API server of the standby reads them
 * @param clocks how far each API server's clock is ahead of this process's
 * @param versions of each API server, as {@code v1.34.1}
 * @param definitions names of CustomResourceDefinitions
 * @param operators by name, with their versions
 * @param workloads Deployments, StatefulSets and DaemonSets, as resource, namespace and name
 * @param components objects that only work where their operator is, as resource, namespace and name
 * @param ranges that Services are given addresses of
 * @param services all on the standby, parked ones too
 * @param tokenKeys by which each API server knows tokens
 * @param authorities CA certificates by what they are for, as digests
 * @param callTargets Services that webhooks and aggregated APIs of the standby, parked ones too,
 *     call
 * @param registry whether the standby's image registry takes connections
 */
public record Facts(
    Instant at,
    Fact<List<KeptCheck>> checks,
    Fact<Records> records,
    Fact<SyncState> sync,
    Fact<GcSafety> gcSafety,
    Fact<PerServer<SecretsRead>> secrets,
    Sides<List<Member>> etcds,
    Sides<List<Shown>> certificates,
    Map<String, Fact<String>> mustBeNamed,
    Sides<PerServer<ClockOffset>> clocks,
    Sides<PerServer<String>> versions,
    Sides<Set<String>> definitions,
    Sides<Map<String, String>> operators,
    Sides<Set<String>> components,
    Sides<Set<String>> workloads,
    Sides<ServiceRanges> ranges,
    Fact<Services> services,
    Sides<PerServer<TokenKeys>> tokenKeys,
    Sides<Map<String, Set<String>>> authorities,
    Fact<List<CallTarget>> callTargets,
    Sides<Terminating> terminating,
    Sides<Machines> machines,
    Sides<List<Port>> vips,
    Fact<Port> registry) {

  /**
   * @param told whether it says if both sides are equal: one that failed does not, nor does one
   *     that compared keys alone and found them the same
   * @param error why it could not tell, empty unless it failed
   */
  public record KeptCheck(
      String id, Instant finishedAt, CheckRecord.Result result, boolean told, String error) {}

  /**
   * @param paused somebody has paused the mirror
   */
  public record Records(
      Optional<TermRecord> term, Optional<Checkpoint> checkpoint, boolean paused) {}

  /**
   * @param phase as sync-service calls it
   * @param reason why it is in it
   * @param continuity proven, unproven or unknown
   * @param replicatedTime the target holds all that the source held then
   * @param sourceRevision as last sampled
   * @param leadWanted how far the target's revision is to be ahead, 0 for not at all
   */
  public record SyncState(
      String phase,
      String reason,
      String continuity,
      Optional<Instant> replicatedTime,
      Optional<Long> sourceRevision,
      Optional<Long> leadWanted) {}

  /**
   * What the garbage collector would make of the standby, as it is and after unpark.
   *
   * @param at when it was found out
   * @param deleted objects whose owners are all absent
   * @param patched objects of whose owners some are absent
   * @param staysParked objects that an unpark would leave parked for want of their owners
   * @param otherUid objects of which an owner is there under another UID
   * @param unreadable objects whose owners cannot be read here
   * @param examples some of them, for people
   */
  public record GcSafety(
      Instant at,
      long deleted,
      long patched,
      long staysParked,
      long otherUid,
      long unreadable,
      List<String> examples) {}

  /**
   * Secrets listed through the standby's API server, which must decrypt them for it.
   *
   * @param read how many it gave
   * @param refused what it said instead, empty if it gave them
   */
  public record SecretsRead(long read, String refused) {}

  /**
   * A member of an etcd.
   *
   * @param endpoint or what else is known of where it is
   * @param asked whether an endpoint leads to it
   */
  public record Member(String endpoint, boolean asked, Fact<EtcdStatus> status) {

    public Member(String endpoint, Fact<EtcdStatus> status) {
      this(endpoint, true, status);
    }

    /** One that is known of and no more. */
    public static Member unasked(String which, String why) {
      return new Member(which, false, Fact.unknown(why));
    }
  }

  /**
   * A certificate and where it was seen.
   *
   * @param isServer whether others reach it by name
   */
  public record Shown(String where, boolean isServer, Fact<Certificate> certificate) {}

  /**
   * @param names DNS names in lower case and addresses that it is for
   */
  public record Certificate(Instant notBefore, Instant notAfter, Set<String> names) {}

  /**
   * @param ahead negative if it is behind
   * @param unsure by how much the measurement may be wrong
   */
  public record ClockOffset(Duration ahead, Duration unsure) {}

  /**
   * @param addresses as CIDRs
   * @param nodePorts as {@code 30000-32767}
   */
  public record ServiceRanges(Set<String> addresses, String nodePorts) {}

  /**
   * @param unreadable Services whose addresses cannot be read here
   */
  public record Services(List<Service> all, long unreadable) {}

  /**
   * @param key in the registry, where it is or will be after unpark
   */
  public record Service(
      String key, boolean parked, Set<String> clusterIps, Set<Integer> nodePorts) {}

  public record TokenKeys(String issuer, Set<String> keys) {}

  /**
   * @param caller what calls, for people
   * @param service namespace and name
   * @param required what calls fails if the call does
   */
  public record CallTarget(String caller, String service, boolean required, Answers answers) {}

  /** Whether a Service answers. */
  public enum Answers {
    NOW,
    /** It, or what it stands for, is parked: once that is in place. */
    AFTER_UNPARK,
    NO_ENDPOINTS,
    NO_SERVICE
  }

  /**
   * @param keys of objects with a deletion timestamp
   * @param unreadable objects of which it cannot be read here
   */
  public record Terminating(List<String> keys, long unreadable) {}

  /**
   * @param installed whether the cluster knows such objects at all
   * @param notRunning each with its phase
   */
  public record Machines(boolean installed, int all, List<String> notRunning) {}

  /**
   * @param address host and port
   * @param trouble why no connection came about, empty if one did
   */
  public record Port(String address, String trouble) {

    public boolean isOpen() {
      return trouble.isEmpty();
    }
  }
}
