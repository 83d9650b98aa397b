package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.core.check.CheckContext;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.orphan.NotExactException;
import io.understudy.core.orphan.Orphan;
import io.understudy.core.orphan.OrphanFinder;
import io.understudy.core.orphan.OrphanList;
import io.understudy.core.orphan.OrphanSink;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Unparker;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an old primary has that the new one never got, held against a model of both. */
class OrphansTest {

  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final Rules RULES = TwoEtcds.profile("live-standby");
  private static final long SEED = 23;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Site old = new Site();
  private final Site present = new Site();
  private final Set<Bytes> writtenHere = new HashSet<>();

  @AfterEach
  void close() {
    old.close();
    present.close();
  }

  /** What one listing told. */
  private record Told(OrphanList list, List<Orphan> orphans, Map<Bytes, Bytes> values) {}

  @Test
  void theyAreExactlyTheLateWritesAndDeletesInScopeBeforeAndAfterCompaction() {
    Traffic traffic = handOver(40);
    TermRecord.Claim claim = present.term().orElseThrow().claim();
    work(old, traffic, 80);
    List<Bytes> replicated = replicated(claim.watermark());
    List<Bytes> lateDeleted = replicated.subList(0, 3);
    lateDeleted.forEach(old.client()::delete);
    here(Txn.put(replicated.get(3), Bytes.utf8("changed here")));
    here(Txn.delete(replicated.get(4)));
    here(Txn.put(key("of-here"), Bytes.utf8("created here")));
    here(Txn.put(lateDeleted.getFirst(), Bytes.utf8("changed here, deleted there")));
    old.client().put("/registry/events/team/late", "out of scope");

    Map<Bytes, String> model = model(claim.watermark());
    long carriedOver = carriedOver(claim.watermark());

    Told before = find(5);
    compactBoth();
    Told after = find(5);

    assertThat(triples(before)).isEqualTo(model);
    assertThat(before.list.unproven()).isZero();
    assertThat(triples(after)).isEqualTo(triples(before));
    assertThat(after.list.digest()).isEqualTo(before.list.digest());
    assertThat(before.list.written()).isGreaterThan(20);
    assertThat(before.list.deleted()).isGreaterThanOrEqualTo(2);
    assertThat(before.list.carriedOver()).isEqualTo(carriedOver);
    before.values.forEach(
        (key, value) -> assertThat(old.client().get(key).orElseThrow().value()).isEqualTo(value));
    assertThat(before.values).hasSize((int) before.list.written());
  }

  @Test
  void whatThisSiteHasUnderTheKeyIsTold() {
    Bytes absent = key("absent");
    Bytes unchanged = key("unchanged");
    Bytes changed = key("changed");
    Bytes equal = key("equal");
    Bytes parked = Bytes.utf8("/registry/deployments/team/parked");
    Bytes heldParked = Bytes.utf8("/registry/deployments/team/held");
    for (Bytes key : List.of(unchanged, changed, equal, parked, heldParked)) {
      old.client().put(key, Bytes.utf8("in time"));
    }
    mirrorAndPromote();
    for (Bytes key : List.of(absent, unchanged, changed, equal, parked)) {
      old.client().put(key, Bytes.utf8("late"));
    }
    old.client().delete(heldParked);
    present.client().put(changed, Bytes.utf8("here"));
    present.client().put(equal, Bytes.utf8("late"));

    assertThat(states(find(100)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                absent, "written absent",
                unchanged, "written unchanged",
                changed, "written changed",
                equal, "written equal",
                parked, "written parked",
                heldParked, "deleted parked"));

    unpark();
    present.client().put(Bytes.utf8("/registry/deployments/team/made-here"), Bytes.utf8("new"));

    assertThat(states(find(100)))
        .containsEntry(parked, "written unchanged")
        .containsEntry(heldParked, "deleted unchanged")
        .hasSize(6);
  }

  @Test
  void whatOthersMadeOnTheStandbyIsNoLateDelete() {
    Bytes foreign = key("made-on-the-standby");
    old.client().put(key("any"), Bytes.utf8("in time"));
    try (RunningMirror mirror = mirror()) {
      mirror.awaitEvent("sound");
      present.client().put(foreign, Bytes.utf8("by hand"));
      mirror.awaitEvent("drift " + foreign);
      old.client().put(key("any"), Bytes.utf8("again"));
      awaitEqual();
      promote();
    }

    assertThat(find(100).orphans).isEmpty();
    compactBoth();
    assertThat(find(100).orphans).isEmpty();
  }

  @Test
  void thousandsAreListedInTheOrderOfKeysWhileBothSitesAreWrittenAndCompacted() {
    handOver(0);
    List<Txn.Write> some = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      some.add(Txn.put(key("late-" + (10_000 + i)), Bytes.utf8("late " + i)));
      if (some.size() == 100) {
        old.client().commit(some);
        some.clear();
      }
    }
    AtomicBoolean oldMoved = new AtomicBoolean();
    Etcd target =
        new BetweenReads(
            present.port(),
            read -> {
              if (read % 20 == 0) {
                present.client().put(key("busy"), Bytes.utf8("write " + read));
                present.client().compact(present.client().revision());
              }
            },
            true);
    Etcd source =
        new BetweenReads(
            old.port(),
            read -> {
              if (read == 15 && oldMoved.compareAndSet(false, true)) {
                old.client().put(key("amid"), Bytes.utf8("the walk"));
                old.client().compact(old.client().revision());
              }
            },
            true);

    Told told = find(source, target, 100);

    assertThat(oldMoved).isTrue();
    assertThat(told.orphans.stream().map(Orphan::key)).isSorted().contains(key("amid"));
    assertThat(told.list.written()).isEqualTo(3_001);
    assertThat(told.orphans).hasSize(3_001);
    assertThat(told.list.sourceRevision()).isEqualTo(old.client().revision());
  }

  @Test
  void theDigestNamesTheListAndChangesWithIt() {
    old.client().put(key("any"), Bytes.utf8("in time"));
    mirrorAndPromote();
    String none = find(100).list.digest();
    old.client().put(key("late"), Bytes.utf8("a"));
    String one = find(100).list.digest();
    present.client().put(key("late"), Bytes.utf8("this site's own"));

    assertThat(one).isNotEqualTo(none).isEqualTo(find(100).list.digest());
    old.client().put(key("late"), Bytes.utf8("a"));
    assertThat(find(100).list.digest()).isNotEqualTo(one);
  }

  @Test
  void itRefusesWhereNothingExactCanBeSaid() {
    refuses("its term says standby");
    present.client().put(key("any"), Bytes.utf8("no mirror ever ran"));
    force();
    refuses("promoted by force without a checkpoint");
  }

  @Test
  void itRefusesAnotherEtcdAndOneThatWasRestored() {
    old.client().put(key("any"), Bytes.utf8("in time"));
    mirrorAndPromote();
    String record = present.client().get(KEYS.term()).orElseThrow().value().utf8();
    TermRecord.Claim claim = present.term().orElseThrow().claim();
    long lastKey = claim.evidence().lastKeyRevision();
    String cluster = Long.toHexString(claim.sourceClusterId());

    claims(record.replace(cluster, "abc"));
    refuses("it is another etcd, or was restored or rebuilt");
    claims(record.replaceAll("\"sourceRaftTerm\":[0-9]+", "\"sourceRaftTerm\":1000"));
    refuses("its raft term went back from 1000");
    claims(record.replaceAll("\"watermark\":[0-9]+", "\"watermark\":100000"));
    refuses("behind the watermark 100000");
    claims(record.replace("\"lastKeyRevision\":" + lastKey, "\"lastKeyRevision\":1"));
    refuses("the last key that it handed on is not at revision 1");
    claims(record.replace("\"phase\":\"tail\"", "\"phase\":\"copy\""));
    refuses("promoted by force amid a copy");
    claims(record);
    assertThat(find(100).orphans).isEmpty();
    Bytes scope = present.client().get(KEYS.scope()).orElseThrow().value();
    present.client().delete(KEYS.scope());
    refuses("the record 'scope' of this site is gone");
    present.client().put(KEYS.scope(), scope);
    RoleRequest demotion = new RoleRequest(0, "reprotect", "", false);
    assertThat(old.roles("operator").demote(demotion, present.termNumber()))
        .isInstanceOf(RoleChange.Changed.class);
    refuses("the old primary is a standby since");
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> find(100))
        .isInstanceOf(NotExactException.class)
        .hasMessageContaining(why);
  }

  private void claims(String record) {
    present.client().put(KEYS.term(), Bytes.utf8(record));
  }

  /** All that is late, by the whole history of the old primary: kind, key, revision. */
  private Map<Bytes, String> model(long watermark) {
    Map<Bytes, Bytes> then = inScope(old, watermark);
    Map<Bytes, Bytes> now = inScope(old, 0);
    Map<Bytes, KeyValue> there = old.client().all(0);
    Map<Bytes, KeyValue> here = present.client().all(0);
    Map<Bytes, String> model = new TreeMap<>();
    now.keySet().stream()
        .filter(key -> there.get(key).modRevision() > watermark)
        .forEach(key -> model.put(key, "written " + there.get(key).modRevision()));
    then.keySet().stream()
        .filter(key -> !there.containsKey(key))
        .filter(key -> here.containsKey(key) && !writtenHere.contains(key))
        .forEach(key -> model.put(key, "deleted " + here.get(key).modRevision()));
    return model;
  }

  private long carriedOver(long watermark) {
    Map<Bytes, KeyValue> there = old.client().all(0);
    Map<Bytes, KeyValue> here = present.client().all(0);
    return inScope(old, 0).keySet().stream()
        .filter(key -> there.get(key).modRevision() <= watermark)
        .filter(key -> !here.containsKey(key))
        .count();
  }

  private static Map<Bytes, Bytes> inScope(Site site, long revision) {
    Map<Bytes, Bytes> all = new TreeMap<>(site.placed(RULES, Placement.MIRROR, revision));
    all.putAll(site.placed(RULES, Placement.PARK, revision));
    return all;
  }

  /** Replicated objects that were in scope at W and that both sites still have. */
  private List<Bytes> replicated(long watermark) {
    Map<Bytes, KeyValue> there = old.client().all(0);
    Map<Bytes, KeyValue> here = present.client().all(0);
    return inScope(old, watermark).keySet().stream()
        .filter(key -> there.containsKey(key) && here.containsKey(key))
        .filter(key -> there.get(key).modRevision() <= watermark)
        .toList();
  }

  private static Map<Bytes, String> triples(Told told) {
    Map<Bytes, String> triples = new TreeMap<>();
    told.orphans.forEach(
        orphan -> triples.put(orphan.key(), orphan.kind().text() + " " + orphan.revision()));
    return triples;
  }

  private static Map<Bytes, String> states(Told told) {
    Map<Bytes, String> states = new HashMap<>();
    told.orphans.forEach(
        orphan -> states.put(orphan.key(), orphan.kind().text() + " " + orphan.here().text()));
    return states;
  }

  /** Copies a registry, mirrors some traffic, promotes and unparks. */
  private Traffic handOver(int changes) {
    SampleRegistry registry = SampleRegistry.of(SEED, 2);
    registry.objects().forEach(put -> old.client().commit(List.of(put)));
    Traffic traffic = new Traffic(registry, SEED);
    try (RunningMirror mirror = mirror()) {
      mirror.awaitEvent("sound");
      work(old, traffic, changes);
      awaitEqual();
      promote();
    }
    unpark();
    return traffic;
  }

  private void mirrorAndPromote() {
    try (RunningMirror mirror = mirror()) {
      mirror.awaitEvent("sound");
      awaitEqual();
      promote();
    }
  }

  private void here(Txn.Write write) {
    present.client().commit(List.of(write));
    writtenHere.add(write.key());
  }

  private static void work(Site site, Traffic traffic, int changes) {
    for (int i = 0; i < changes; i++) {
      site.client().commit(traffic.next().writes());
    }
  }

  private void compactBoth() {
    old.client().compact(old.client().revision());
    present.client().compact(present.client().revision());
  }

  private void promote() {
    RoleRequest request = new RoleRequest(present.termNumber(), "failover", "", false);
    assertThat(present.roles("operator").promote(request)).isInstanceOf(RoleChange.Changed.class);
  }

  private void force() {
    RoleRequest request = new RoleRequest(present.termNumber(), "failover", "", true);
    assertThat(present.roles("operator").promote(request)).isInstanceOf(RoleChange.Changed.class);
  }

  private void unpark() {
    present.roles("operator").requestUnpark("failover");
    assertThat(present.unpark("worker", present.port(), RULES))
        .isInstanceOf(Unparker.End.Done.class);
  }

  private RunningMirror mirror() {
    return RunningMirror.between(
        RunningMirror.Setup.of(List.of(old.endpoint()), List.of(present.endpoint()), RULES));
  }

  private void awaitEqual() {
    long revision = old.client().revision();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                present
                    .client()
                    .get(KEYS.checkpoint())
                    .map(kv -> Checkpoint.fromJson(kv.value()))
                    .filter(c -> c.phase() == Checkpoint.Phase.TAIL && !c.inParts())
                    .filter(c -> c.watermark() >= revision)
                    .isPresent());
  }

  private Told find(int pageMaxKeys) {
    return find(old.port(), present.port(), pageMaxKeys);
  }

  private static Told find(Etcd source, Etcd target, int pageMaxKeys) {
    List<Orphan> orphans = new ArrayList<>();
    Map<Bytes, Bytes> values = new HashMap<>();
    CheckContext context =
        new CheckContext(
            source,
            target,
            KEYS,
            Classifier.of(TwoEtcds.profile("everything")),
            Checks.limits(pageMaxKeys, 5),
            new RunningMirror.RealTime(new CountDownLatch(1)));
    OrphanList list =
        new OrphanFinder(context)
            .find(
                new OrphanSink() {
                  @Override
                  public void startOver() {
                    orphans.clear();
                    values.clear();
                  }

                  @Override
                  public void found(Orphan orphan, @Nullable KeyValue value) {
                    orphans.add(orphan);
                    if (value != null) {
                      values.put(orphan.key(), value.value());
                    }
                  }
                });
    assertThat(list.total()).isEqualTo(orphans.size());
    return new Told(list, orphans, values);
  }

  private static Bytes key(String name) {
    return Bytes.utf8("/registry/configmaps/team/" + name);
  }
}
