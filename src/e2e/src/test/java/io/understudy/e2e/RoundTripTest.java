package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Unparker;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two sites that change their roles again and again, with writes and deletes at each stop. What the
 * primary holds in scope is held against a model: all that was ever written to a primary and not
 * deleted there.
 */
class RoundTripTest {

  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final Rules RULES = TwoEtcds.profile("live-standby");
  private static final long SEED = 11;
  private static final int TEAMS = 2;
  private static final int CHANGES = 120;
  private static final Bytes LATE_NEW = Bytes.utf8("/registry/configmaps/late/new");
  private static final Bytes LATE_CHANGED = Bytes.utf8("/registry/configmaps/late/changed");
  private static final Bytes LATE_REVIVED = Bytes.utf8("/registry/configmaps/late/revived");
  private static final Bytes LATE_DELETED = Bytes.utf8("/registry/configmaps/late/deleted");
  private static final Bytes GONE_LATER = Bytes.utf8("/registry/configmaps/late/gone-later");

  private final Site a = new Site();
  private final Site b = new Site();
  private final Map<Bytes, Bytes> model = new TreeMap<>();
  private Traffic traffic = new Traffic(SampleRegistry.of(SEED, TEAMS), SEED);
  private long highestTerm;

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void writesAndDeletesAtEachStopArriveOnTheOtherSide() {
    SampleRegistry registry = SampleRegistry.of(SEED, TEAMS);
    registry.objects().forEach(put -> write(a, List.of(put)));
    traffic = new Traffic(registry, SEED);

    moveTo(a, b);
    moveTo(b, a);
    moveTo(a, b);
  }

  @Test
  void whatWasNeverReplicatedIsKeptByAFailbackThatTakesItIn() {
    Rules wider = TwoEtcds.profile("everything");
    Bytes leftOut = Bytes.utf8("/registry/configmaps/kube-system/own");
    Bytes large = Values.key("configmaps/team/large");
    Bytes dependent = Values.key("configmaps/team/dependent");
    Bytes replicated = Bytes.utf8("/registry/configmaps/team/small");
    a.client().put(leftOut, Bytes.utf8("left out by the rules of the first direction"));
    a.client().put(large, largeOwner());
    Values.configMap(a.client(), "dependent", "large");
    a.client().put(replicated, Bytes.utf8("small"));
    try (RunningMirror mirror = mirror(a, b)) {
      mirror.awaitEvent("sound");
      awaitEqual(a, b);
      promote(b);
    }
    // Nothing tells these from what a smaller limit of the other etcd had never let in.
    b.client().delete(large);
    b.client().delete(dependent);
    b.client().delete(replicated);
    demote(a, b);

    RunningMirror.Setup back =
        RunningMirror.Setup.of(List.of(b.endpoint()), List.of(a.endpoint()), wider);
    try (RunningMirror mirror = RunningMirror.between(back)) {
      mirror.awaitEvent("sound");
    }

    assertThat(a.visible().keySet()).contains(leftOut, large, dependent).doesNotContain(replicated);
    assertThat(List.of(leftOut, large, dependent))
        .allSatisfy(key -> assertThat(a.client().get(KEYS.foreign(key))).isPresent());
  }

  private static Bytes largeOwner() {
    String data = "{\"data\":{\"text\":\"" + "x".repeat((1 << 20) + 1) + "\"},";
    return Bytes.utf8(Values.object("ConfigMap", "large").utf8().replaceFirst("\\{", data));
  }

  @Test
  void anOldPrimaryThatIsNotAsItWasWhenItHandedOnLosesNothing() {
    Bytes deleted = Bytes.utf8("/registry/configmaps/team/deleted");
    a.client().put(deleted, Bytes.utf8("in time"));
    try (RunningMirror mirror = mirror(a, b)) {
      mirror.awaitEvent("sound");
      a.client().put(LATE_CHANGED, Bytes.utf8("the last one"));
      awaitEqual(a, b);
      promote(b);
    }
    b.client().delete(deleted);
    TermRecord.Claim claim = b.term().map(TermRecord::claim).orElseThrow();
    assertThat(claim.evidence().lastKeyRevision()).isPositive();
    long elsewhere = claim.evidence().lastKeyRevision() - 1;
    Bytes record = b.client().get(KEYS.term()).orElseThrow().value();
    String otherLife =
        record
            .utf8()
            .replace("\"lastKeyRevision\":" + (elsewhere + 1), "\"lastKeyRevision\":" + elsewhere);
    b.client().put(KEYS.term(), Bytes.utf8(otherLife));
    demote(a, b);

    try (RunningMirror mirror = mirror(b, a)) {
      mirror.awaitEvent("sound");
    }

    assertThat(a.visible()).containsKey(deleted);
    assertThat(a.client().get(KEYS.foreign(deleted))).isPresent();
  }

  /** One leg: mirror, promote, late writes on the old primary, unpark, demote, mirror back. */
  private void moveTo(Site primary, Site standby) {
    write(primary, List.of(Txn.put(LATE_CHANGED, Bytes.utf8("in time"))));
    write(primary, List.of(Txn.put(LATE_REVIVED, Bytes.utf8("in time"))));
    write(primary, List.of(Txn.put(LATE_DELETED, Bytes.utf8("in time"))));
    write(primary, List.of(Txn.put(GONE_LATER, Bytes.utf8("in time"))));
    try (RunningMirror mirror = mirror(primary, standby)) {
      mirror.awaitEvent("sound");
      work(primary);
      awaitEqual(primary, standby);
      assertTermGrew(standby);
      promote(standby);
      primary.client().put(LATE_NEW, Bytes.utf8("too late"));
      primary.client().put(LATE_CHANGED, Bytes.utf8("changed too late"));
      primary.client().put(LATE_REVIVED, Bytes.utf8("changed too late"));
      primary.client().delete(LATE_DELETED);
      mirror.awaitEvent("end Deposed");
    }
    unpark(standby);
    assertHoldsTheModel(standby);
    write(standby, List.of(Txn.delete(LATE_REVIVED)));
    write(standby, List.of(Txn.delete(GONE_LATER)));
    work(standby);
    demote(primary, standby);
    failBack(standby, primary);
  }

  /** The old primary follows; what it wrote late and the new one lacks is reported and kept. */
  private void failBack(Site primary, Site standby) {
    try (RunningMirror mirror = mirror(primary, standby)) {
      mirror.awaitEvent("sound");
      awaitEqual(primary, standby);
      assertFollows(
          primary,
          standby,
          Map.of(LATE_NEW, Bytes.utf8("too late"), LATE_REVIVED, Bytes.utf8("changed too late")));
      assertTermGrew(standby);
      work(primary);
      awaitEqual(primary, standby);
      assertFollows(
          primary,
          standby,
          Map.of(LATE_NEW, Bytes.utf8("too late"), LATE_REVIVED, Bytes.utf8("changed too late")));
    }
    standby.client().delete(LATE_NEW);
    standby.client().delete(LATE_REVIVED);
  }

  private void assertFollows(Site primary, Site standby, Map<Bytes, Bytes> late) {
    Map<Bytes, Bytes> mirrored = new TreeMap<>(primary.placed(RULES, Placement.MIRROR, 0));
    mirrored.putAll(late);
    assertThat(inScope(standby.visible())).isEqualTo(mirrored);
    assertThat(standby.parked()).isEqualTo(primary.placed(RULES, Placement.PARK, 0));
    late.keySet()
        .forEach(
            key -> assertThat(standby.client().get(KEYS.foreign(key))).as("%s", key).isPresent());
    long foreign =
        standby.client().all(0).keySet().stream()
            .filter(key -> key.startsWith(KEYS.foreignPrefix()))
            .count();
    assertThat(foreign).isEqualTo(late.size());
  }

  private void assertHoldsTheModel(Site primary) {
    assertThat(primary.parked()).isEmpty();
    assertThat(inScope(primary.visible())).isEqualTo(inScope(model));
  }

  private void assertTermGrew(Site site) {
    assertThat(site.termNumber()).isGreaterThan(highestTerm);
    highestTerm = site.termNumber();
  }

  private void promote(Site site) {
    RoleRequest request = new RoleRequest(site.termNumber(), "switchover", "", false);
    RoleChange change = site.roles("operator").promote(request);
    assertThat(change).isInstanceOf(RoleChange.Changed.class);
    assertTermGrew(site);
  }

  private void unpark(Site site) {
    site.roles("operator").requestUnpark("switchover");
    Unparker.End end = site.unpark("worker", site.port(), RULES);
    assertThat(end).isInstanceOf(Unparker.End.Done.class);
    assertThat(((Unparker.End.Done) end).record().left()).isEmpty();
  }

  private void demote(Site old, Site present) {
    RoleRequest request = new RoleRequest(old.termNumber(), "reprotect", "", false);
    RoleChange change = old.roles("operator").demote(request, present.termNumber());
    assertThat(change).isInstanceOf(RoleChange.Changed.class);
    assertTermGrew(old);
    assertThat(old.term().map(TermRecord::isPromoted)).contains(false);
  }

  private static RunningMirror mirror(Site from, Site to) {
    return RunningMirror.between(
        RunningMirror.Setup.of(List.of(from.endpoint()), List.of(to.endpoint()), RULES));
  }

  private void work(Site primary) {
    for (int i = 0; i < CHANGES; i++) {
      write(primary, traffic.next().writes());
    }
  }

  /** To the primary of the day, and to the model. */
  private void write(Site primary, List<? extends Txn.Write> writes) {
    primary.client().commit(writes);
    for (Txn.Write write : writes) {
      switch (write) {
        case Txn.Write.Put put -> model.put(put.key(), put.value());
        case Txn.Write.Delete delete -> model.remove(delete.key());
      }
    }
  }

  /** What the rules and owners let through at all. */
  private static Map<Bytes, Bytes> inScope(Map<Bytes, Bytes> all) {
    var index = new io.understudy.core.ownership.RegistryIndex(RULES.followOwners());
    all.forEach(
        (key, value) ->
            index.apply(
                List.of(
                    new io.understudy.core.ownership.RegistryIndex.Change.Put(
                        io.understudy.core.ownership.Facts.of(
                            RULES.classify(new KeyValue(key, value, 0, 0, 0, 0)))))));
    Map<Bytes, Bytes> in = new TreeMap<>(all);
    in.keySet().removeIf(key -> index.life(key).placement() == Placement.LEAVE_OUT);
    return in;
  }

  private static void awaitEqual(Site source, Site target) {
    long revision = source.client().revision();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isAt(target, revision));
  }

  private static boolean isAt(Site target, long revision) {
    return target
        .client()
        .get(KEYS.checkpoint())
        .map(kv -> Checkpoint.fromJson(kv.value()))
        .filter(c -> c.phase() == Checkpoint.Phase.TAIL && !c.inParts())
        .filter(c -> c.watermark() >= revision)
        .isPresent();
  }
}
