package io.understudy.failover.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.truth.RoleVerdict;
import io.understudy.core.failover.truth.RoleVerdict.Lower;
import io.understudy.core.port.Bytes;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.Ends;
import io.understudy.service.kubernetes.Notice;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.RestSettings;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.EtcdProcess;
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
import org.junit.jupiter.api.Test;

/** Two real etcds and a real DNS server, through what happens to two sites. */
class RoleLookTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final String HERE = "10.0.2.10";
  private static final String THERE = "10.0.1.10";
  private static final List<String> FREEZE =
      List.of(
          "/registry/validatingadmissionpolicies/understudy-freeze-global",
          "/registry/validatingadmissionpolicybindings/understudy-freeze-global");

  private final EtcdProcess old = EtcdProcess.start();
  private final EtcdProcess site = EtcdProcess.start();
  private final IndependentClient oldClient = old.client();
  private final IndependentClient siteClient = site.client();
  private final DnsServer dns = DnsServer.start("example.test", "platform 60 A " + THERE);
  private final Ends ends = new Ends(connect("source", old), connect("target", site));
  private final List<Notice> notices = new ArrayList<>();
  private RoleWatch watch;

  private static GrpcEtcd connect(String name, EtcdProcess etcd) {
    return GrpcEtcd.connect(EtcdEndpoint.of(name, List.of(etcd.endpoint())));
  }

  @BeforeEach
  void aMirroredStandby() {
    watch = watch(List.of(dns.address()));
    siteClient.put(KEYS.term(), led().toJson());
    siteClient.put(
        KEYS.checkpoint(),
        Checkpoint.first(Checkpoint.SourceId.of(ends.source().status()), 1, Instant.EPOCH, "rules")
            .toJson());
  }

  @AfterEach
  void endAll() {
    ends.source().close();
    ends.target().close();
    oldClient.close();
    siteClient.close();
    dns.close();
    old.close();
    site.close();
  }

  private RoleWatch watch(List<String> resolvers) {
    RoleSettings settings =
        new RoleSettings(
            Duration.ofSeconds(30),
            Optional.of("platform.example.test"),
            resolvers,
            Duration.ofSeconds(10),
            new TreeSet<>(List.of(HERE)),
            new TreeSet<>(List.of(THERE)));
    RestClient noPeer =
        new RestClient(
            "sync-service of the other site",
            new RestSettings(
                "peer.sync", Optional.empty(), Optional.empty(), Duration.ofSeconds(10)));
    RoleLook look =
        new RoleLook(
            settings, ends, new SiteReader(KEYS, "global"), noPeer, InstantSource.system());
    return new RoleWatch(look::look, notices::add);
  }

  private static TermRecord led() {
    return TermRecord.none().next("sync-0", Instant.EPOCH, "leader changed");
  }

  private static TermRecord promoted(long term, long over) {
    return new TermRecord(
        TermRecord.Role.PROMOTED,
        term,
        "operator",
        Instant.EPOCH,
        "failover",
        null,
        new TermRecord.Claim(over, 90, 300, Checkpoint.Phase.TAIL, false, null));
  }

  private void promoteHere() {
    siteClient.put(KEYS.term(), promoted(4, ends.source().status().clusterId()).toJson());
    siteClient.delete(KEYS.checkpoint());
  }

  @Test
  void aStandbyWhoseNameLeadsToThePrimaryAgrees() {
    assertThat(watch.look().verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.Agrees.class,
            agrees ->
                assertThat(agrees.says())
                    .contains(
                        "this site is the standby",
                        "the primary since the beginning",
                        "leads to the other site"));
    assertThat(notices).isEmpty();
  }

  @Test
  void aNameThatWasSwitchedWithoutAPromotionContradicts() {
    watch.look();
    dns.set("platform", "A", 60, HERE);

    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Contradicts.class);
    watch.look();
    dns.set("platform", "A", 60, THERE);
    watch.look();

    assertThat(notices)
        .extracting(Notice::reason)
        .containsExactly("RoleContradicted", "RoleAgrees");
  }

  @Test
  void anOldPrimaryThatComesBackIsASplitBrainUntilItIsDemoted() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);

    assertThat(watch.look().verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.SplitBrain.class,
            split -> {
              assertThat(split.lower()).isEqualTo(Lower.THERE);
              assertThat(split.forbids()).isEmpty();
            });
    assertThat(notices).extracting(Notice::reason).containsExactly("SplitBrain");

    oldClient.put(
        KEYS.term(),
        new TermRecord(TermRecord.Role.STANDBY, 5, "operator", Instant.EPOCH, "reprotect")
            .toJson());
    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Agrees.class);
  }

  @Test
  void aFrozenOldPrimaryHasSteppedBack() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);
    oldClient.put(Bytes.utf8(FREEZE.get(0)), Bytes.utf8("policy"));
    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.SplitBrain.class);

    oldClient.put(Bytes.utf8(FREEZE.get(1)), Bytes.utf8("binding"));

    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Agrees.class);
  }

  @Test
  void theOldPrimaryItselfIsForbiddenToPromoteOrReprotect() {
    siteClient.delete(KEYS.checkpoint());
    oldClient.put(KEYS.term(), promoted(4, ends.target().status().clusterId()).toJson());

    RoleState state = watch.look();

    assertThat(state.verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.SplitBrain.class, split -> assertThat(split.lower()).isEqualTo(Lower.HERE));
    assertThat(RoleView.of(state, "b", "a").forbids())
        .contains("run a reprotect at the other site");
  }

  @Test
  void aSiteThatCannotBeAskedIsUnknownAndForbidsNothing() {
    promoteHere();
    dns.set("platform", "A", 60, HERE);
    old.stop();

    RoleState state = watch.look();

    assertThat(state.verdict()).isInstanceOf(RoleVerdict.Unknown.class);
    assertThat(state.verdict().forbids()).isEmpty();
    assertThat(notices).isEmpty();
  }

  @Test
  void aNameThatNoResolverKnowsIsUnknownAndOneThatIsNotThereContradicts() {
    dns.stop();
    RoleState silent = watch.look();
    assertThat(silent.verdict()).isInstanceOf(RoleVerdict.Unknown.class);
    assertThat(silent.failures()).singleElement().asString().contains(dns.address());

    dns.restart();
    dns.set("platform", "A", 60);
    assertThat(watch.look().verdict())
        .isInstanceOfSatisfying(
            RoleVerdict.Contradicts.class,
            contradicts -> assertThat(contradicts.says()).contains("leads nowhere"));
  }
}
