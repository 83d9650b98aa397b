package io.understudy.failover.role;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.truth.SiteReader;
import io.understudy.core.port.Etcd;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.Ends;
import io.understudy.failover.mirror.FakeHttp;
import io.understudy.service.kubernetes.Notice;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.RestSettings;
import io.understudy.service.site.OtherSite;
import io.understudy.service.site.SiteStatus;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two real etcds and a real DNS server, and what a failover-service finds out of them. */
abstract class RoleSites {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final SiteReader READER = new SiteReader(KEYS, "global");
  static final OtherSite NO_PEER =
      new OtherSite(
          new RestClient(
              "sync-service of the other site",
              new RestSettings(
                  "peer.sync", Optional.empty(), Optional.empty(), Duration.ofSeconds(10))),
          "global");
  static final String STATUS = "/api/v1/status";
  static final JsonMapper JSON = JsonMapper.builder().build();
  static final String HERE = "10.0.2.10";
  static final String THERE = "10.0.1.10";
  static final List<String> FREEZE =
      List.of(
          "/registry/validatingadmissionpolicies/understudy-freeze-global",
          "/registry/validatingadmissionpolicybindings/understudy-freeze-global");

  final EtcdProcess old = EtcdProcess.start();
  final EtcdProcess site = EtcdProcess.start();
  final IndependentClient oldClient = old.client();
  final IndependentClient siteClient = site.client();
  final DnsServer dns = DnsServer.start("example.test", "platform 60 A " + THERE);
  final Ends ends = new Ends(connect("source", old), connect("target", site));
  final List<Notice> notices = new ArrayList<>();
  final List<GrpcEtcd> closedEnds = new ArrayList<>();
  RoleWatch watch;

  static GrpcEtcd connect(String name, EtcdProcess etcd) {
    return GrpcEtcd.connect(EtcdEndpoint.of(name, List.of(etcd.endpoint())));
  }

  @BeforeEach
  void aMirroredStandby() {
    watch = watch(ends, NO_PEER);
    siteClient.put(KEYS.term(), led().toJson());
    siteClient.put(
        KEYS.checkpoint(),
        Checkpoint.first(Checkpoint.SourceId.of(ends.source().status()), 1, Instant.EPOCH, "rules")
            .toJson());
  }

  @AfterEach
  void endAll() {
    closedEnds.forEach(GrpcEtcd::close);
    ends.source().close();
    ends.target().close();
    oldClient.close();
    siteClient.close();
    dns.close();
    old.close();
    site.close();
  }

  RoleWatch watch(Ends seenFrom, OtherSite peer) {
    RoleSettings settings =
        new RoleSettings(
            Duration.ofSeconds(30),
            Optional.of("platform.example.test"),
            List.of(dns.address()),
            Duration.ofSeconds(10),
            new TreeSet<>(List.of(HERE)),
            new TreeSet<>(List.of(THERE)));
    RoleLook look = new RoleLook(settings, seenFrom, READER, peer, InstantSource.system());
    return new RoleWatch(look::look, notices::add, InstantSource.system());
  }

  static TermRecord led() {
    return TermRecord.none().next("sync-0", Instant.EPOCH, "leader changed");
  }

  static TermRecord promoted(long term, long over) {
    return new TermRecord(
        TermRecord.Role.PROMOTED,
        term,
        "operator",
        Instant.EPOCH,
        "failover",
        null,
        new TermRecord.Claim(over, 90, 300, Checkpoint.Phase.TAIL, false, null));
  }

  void promoteHere() {
    siteClient.put(KEYS.term(), promoted(4, ends.source().status().clusterId()).toJson());
    siteClient.delete(KEYS.checkpoint());
  }

  /** As the runbook leaves both sites: 2379 is closed, and their sync-services answer. */
  RoleWatch behindAClosedPort(FakeHttp itsService) {
    FaultLink port = FaultLink.to(old.endpoint());
    GrpcEtcd closed = GrpcEtcd.connect(EtcdEndpoint.of("source", List.of(port.endpoint())));
    port.close();
    closedEnds.add(closed);
    return watch(
        new Ends(closed, ends.target()), new OtherSite(itsService.client("peer.sync"), "global"));
  }

  /** What sync-service there tells of that etcd now. */
  static ObjectNode status(Etcd etcd) {
    ObjectNode status = JSON.createObjectNode().put("link", "global");
    status.set("site", JSON.valueToTree(SiteStatus.of(READER.read(etcd))));
    return status;
  }

  static double splitBrain(RoleWatch watch) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new RoleMetrics(watch, "global").bindTo(registry);
    return registry.get("understudy.split.brain").gauge().value();
  }
}
