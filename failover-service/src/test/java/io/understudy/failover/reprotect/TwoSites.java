package io.understudy.failover.reprotect;

import io.understudy.core.check.CheckContext;
import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckLimits;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.control.TermRecord;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.mirror.Timing;
import io.understudy.core.orphan.OrphanFinder;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Roles;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.Ends;
import io.understudy.service.settings.RestSettings;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Two real etcds, written as a mirror and a promotion leave them. */
final class TwoSites implements AutoCloseable {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final Rules RULES = Rules.profile("live-standby", Rules.Options.DEFAULT);
  static final long TERM = 7;

  private final EtcdProcess old = EtcdProcess.start();
  private final EtcdProcess present = EtcdProcess.start();
  private final IndependentClient oldClient = old.client();
  private final IndependentClient presentClient = present.client();
  private final Ends ends = new Ends(connect("source", old), connect("target", present));

  private static GrpcEtcd connect(String name, EtcdProcess etcd) {
    return GrpcEtcd.connect(EtcdEndpoint.of(name, List.of(etcd.endpoint())));
  }

  Ends ends() {
    return ends;
  }

  String oldEndpoint() {
    return old.endpoint();
  }

  String presentEndpoint() {
    return present.endpoint();
  }

  /** The old primary, by a client that is not the product's. */
  IndependentClient old() {
    return oldClient;
  }

  /** The site that took over. */
  IndependentClient present() {
    return presentClient;
  }

  /** Puts the same object into both. */
  Bytes replicated(String name, String data) {
    oldClient.put(key(name), value(name, data));
    presentClient.put(key(name), value(name, data));
    return key(name);
  }

  /** As a promotion leaves it: this site equals the old primary as it is now. */
  void handOver() {
    EtcdStatus source = ends.source().status();
    presentClient.put(KEYS.scope(), new ScopeRecord(List.of(RULES.text())).toJson());
    long targetRevision = presentClient.revision();
    TermRecord.Claim claim =
        new TermRecord.Claim(
            source.clusterId(),
            oldClient.revision(),
            targetRevision,
            Checkpoint.Phase.TAIL,
            false,
            new TermRecord.Evidence(
                source.raftTerm(), Bytes.EMPTY, 0, targetRevision, RULES.digest()));
    presentClient.put(
        KEYS.term(),
        new TermRecord(
                TermRecord.Role.PROMOTED, TERM, "test", Instant.EPOCH, "failover", null, claim)
            .toJson());
  }

  OrphanDesk desk(Path directory) {
    return new OrphanDesk(
        new OrphanFinder(comparing(ends.source(), ends.target()))::find, settings(directory));
  }

  /** Differing keys by kind, of the site that took over and the old primary as its standby. */
  Map<DifferenceKind, Set<String>> differences() {
    Map<DifferenceKind, Set<String>> found = new EnumMap<>(DifferenceKind.class);
    new Checker(comparing(ends.target(), ends.source()), Duration.ofDays(1))
        .check(
            CheckMode.USUAL,
            new DifferenceSink() {
              @Override
              public void found(CheckDifference difference) {
                found
                    .computeIfAbsent(difference.kind(), kind -> new TreeSet<>())
                    .add(difference.key().utf8());
              }

              @Override
              public void startOver() {
                found.clear();
              }
            });
    return found;
  }

  private static CheckContext comparing(Etcd from, Etcd to) {
    CheckLimits limits =
        new CheckLimits(
            100,
            1 << 20,
            64,
            5,
            4,
            Duration.ofMillis(100),
            0,
            TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
    return new CheckContext(
        from,
        to,
        KEYS,
        Classifier.of(RULES),
        limits,
        new ServiceTiming(InstantSource.system(), new SplittableRandom(1)));
  }

  /** As sync-service demotes the old primary. */
  void demoteOld(long above) {
    Timing timing = new ServiceTiming(InstantSource.system(), new SplittableRandom(1));
    new Roles(ends.source(), KEYS, "peer", timing, new RoleLimits(5, 6, Duration.ofMillis(50), 100))
        .demote(new RoleRequest(0, "reprotect", "", false), above);
  }

  static OrphanSettings settings(Path directory) {
    return new OrphanSettings(
        Optional.of(directory.resolve("orphans.jsonl")),
        directory,
        5,
        3,
        Duration.ofSeconds(60),
        16,
        100,
        1 << 20,
        rest(Optional.empty(), Optional.empty()));
  }

  static RestSettings rest(Optional<URI> url, Optional<Path> tokenFile) {
    return new RestSettings("peer.sync", url, tokenFile, Duration.ofSeconds(20));
  }

  static Bytes key(String name) {
    return Bytes.utf8("/registry/configmaps/team/" + name);
  }

  static Bytes value(String name, String data) {
    return Bytes.utf8(
        ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"namespace\":"
                + "\"team\",\"uid\":\"uid-%s\"},\"data\":{\"a\":\"%s\"}}")
            .formatted(name, name, data));
  }

  @Override
  public void close() {
    oldClient.close();
    presentClient.close();
    ends.source().close();
    ends.target().close();
    old.close();
    present.close();
  }
}
