package io.understudy.core.gc;

import static io.understudy.core.gc.GcVerdict.DELETED;
import static io.understudy.core.gc.GcVerdict.PATCHED;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.gc.GcReport.Answer;
import io.understudy.core.gc.GcReport.Finding;
import io.understudy.core.gc.GcReport.Owner;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.registry.Envelope.Readable;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real control plane wrote, with one fault planted at a time. */
abstract class GcProofCase {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final GcLimits LIMITS = GcLimits.defaults();

  private static final int MOST_WRITES = 100;
  private static final long MOST_BYTES = 1_000_000;
  private static final Map<Bytes, Bytes> CAPTURED =
      Captures.registry(Captures.REGISTRY).stream()
          .collect(Collectors.toMap(KeyValue::key, KeyValue::value));
  private static final Rules RULES = Rules.profile("live-standby", Rules.Options.DEFAULT);

  abstract Etcd etcd();

  abstract void compact(long revision);

  @BeforeEach
  void restore() {
    Map<Bytes, Bytes> there = new TreeMap<>();
    for (KeyRange rest = KeyRange.ALL; ; ) {
      var page = etcd().range(RangeQuery.page(rest, 0, 50)).await();
      page.keys().forEach(kv -> there.put(kv.key(), kv.value()));
      if (!page.more()) {
        break;
      }
      rest = new KeyRange(page.keys().getLast().key().next(), KeyRange.ALL.to());
    }
    List<Txn.Write> writes = new ArrayList<>();
    CAPTURED.forEach(
        (key, value) -> {
          if (!value.equals(there.remove(key))) {
            writes.add(Txn.put(key, value));
          }
        });
    there.keySet().forEach(key -> writes.add(Txn.delete(key)));
    writeAll(writes);
  }

  @Test
  void aHealthyRegistryIsSafe() {
    GcReport report = prove();
    assertThat(report.now().isSafe()).isTrue();
    assertThat(report.afterUnpark().isSafe()).isTrue();
    assertThat(report.now().counts()).containsOnlyKeys(GcVerdict.KEPT);
    assertThat(report.now().withOwners()).isGreaterThan(100);
    assertThat(report.now().objects()).isEqualTo(757);
    assertThat(report.checkpoint()).isEmpty();
    assertThat(report.revision()).isEqualTo(etcd().status().revision());
    assertThat(report.starts()).isOne();
  }

  @Test
  void theWatermarkIsThatOfTheRevisionRead() {
    Checkpoint checkpoint =
        Checkpoint.first(new Checkpoint.SourceId(1, 2), 1, Instant.EPOCH, "rules")
            .at(4711, Instant.EPOCH);
    put(KEYS.checkpoint(), checkpoint.toJson());
    assertThat(prove().checkpoint()).contains(checkpoint);
    put(KEYS.checkpoint(), Bytes.utf8("damaged"));
    assertThat(prove().checkpoint()).isEmpty();
  }

  @Test
  void theDependentOfADeletedBuiltInOwnerIsFound() {
    delete("/registry/deployments/app-1/web");
    Finding finding = only(prove().now(), DELETED);
    assertThat(finding.key()).isEqualTo(key("/registry/replicasets/app-1/web-8bdd667dd"));
    Owner owner = finding.owners().getFirst();
    assertThat(owner.state()).isEqualTo(OwnerState.ABSENT);
    assertThat(owner.reference().name()).isEqualTo("web");
    assertThat(owner.lookedUpAt()).contains(key("/registry/deployments/app-1/web"));
    assertThat(owner.foundUid()).isEmpty();
  }

  @Test
  void theDependentsOfADeletedCustomResourceAreFoundAndOneIsOnlyPatched() {
    delete("/registry/example.com/widgets/team-a/root");
    Answer now = prove().now();
    assertThat(now.conclusion()).isEqualTo(GcReport.Conclusion.UNSAFE);
    assertThat(keys(now, DELETED))
        .containsExactly(
            "/registry/configmaps/team-a/a-chain-1",
            "/registry/example.com/widgets/team-a/chain-1");
    assertThat(keys(now, PATCHED)).containsExactly("/registry/configmaps/team-a/two-owners");
    assertThat(now.groups())
        .contains(new GcReport.Group(DELETED, "widgets.example.com", "team-a", 1));
  }

  @Test
  void theDependentOfADeletedClusterScopedOwnerIsFound() {
    delete("/registry/example.com/clusterwidgets/cw");
    assertThat(keys(prove().now(), DELETED))
        .contains("/registry/configmaps/team-a/owned-by-cluster-object");
  }

  @Test
  void anOwnerOfAnotherLifeIsNamedWithTheUidItHas() {
    Bytes key = key("/registry/deployments/app-1/web");
    Bytes born = withOtherUid(CAPTURED.get(key));
    put(key, born);
    GcReport report = prove();
    Owner owner = only(report.now(), DELETED).owners().getFirst();
    assertThat(owner.state()).isEqualTo(OwnerState.OTHER_UID);
    assertThat(owner.foundUid()).contains(header(born).uid());
    assertThat(report.now().otherUid()).isOne();
  }

  @Test
  void aCustomOwnerOfAnotherLifeIsNamedWithTheUidItHas() {
    Bytes key = key("/registry/example.com/widgets/team-a/chain-6");
    Bytes owner = key("/registry/example.com/widgets/team-a/chain-5");
    Bytes born = withOtherUid(CAPTURED.get(owner));
    put(owner, born);
    Answer now = prove().now();
    assertThat(now.findings())
        .filteredOn(finding -> finding.key().equals(key))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.owners().getFirst().foundUid()).contains(header(born).uid()));
  }

  @Test
  void anOwnerInParkIsMissingNowAndThereAfterTheUnpark() {
    Bytes owner = key("/registry/deployments/app-1/web");
    commit(Txn.delete(owner), Txn.put(KEYS.parked(owner), CAPTURED.get(owner)));
    GcReport report = prove();
    assertThat(only(report.now(), DELETED).owners().getFirst().state())
        .isEqualTo(OwnerState.ABSENT);
    assertThat(report.afterUnpark().isSafe()).isTrue();
    assertThat(report.afterUnpark().objects()).isEqualTo(757);
    assertThat(report.now().objects()).isEqualTo(756);
  }

  @Test
  void anObjectInParkWhoseOwnerIsGoneWouldStayThere() {
    Bytes parked = key("/registry/endpointslices/app-1/web-5jtqs");
    delete("/registry/services/specs/app-1/web");
    commit(Txn.delete(parked), Txn.put(KEYS.parked(parked), CAPTURED.get(parked)));
    GcReport report = prove();
    assertThat(report.now().isSafe()).isTrue();
    Finding stays = only(report.afterUnpark(), GcVerdict.STAYS_PARKED);
    assertThat(stays.key()).isEqualTo(parked);
    assertThat(stays.parked()).isTrue();
    assertThat(stays.owners().getFirst().state()).isEqualTo(OwnerState.ABSENT);
    assertThat(report.afterUnpark().isSafe()).isFalse();
  }

  @Test
  void namespacesInPrefixesOfOthersAreToldApart() {
    delete("/registry/example.com/widgets/app-1/parent");
    assertThat(keys(prove().now(), DELETED))
        .containsExactly(
            "/registry/configmaps/app-1/aa-owned", "/registry/example.com/widgets/app-1/child");
  }

  GcReport prove() {
    return prove(etcd(), LIMITS);
  }

  static GcReport prove(Etcd etcd, GcLimits limits) {
    return new GcProof(etcd, KEYS, Classifier.of(RULES), new NoWaiting(), limits).run();
  }

  private static Finding only(Answer answer, GcVerdict verdict) {
    assertThat(answer.count(verdict)).isOne();
    assertThat(answer.findings()).hasSize(1);
    assertThat(answer.findings().getFirst().verdict()).isEqualTo(verdict);
    return answer.findings().getFirst();
  }

  private static List<String> keys(Answer answer, GcVerdict verdict) {
    return answer.findings().stream()
        .filter(finding -> finding.verdict() == verdict)
        .map(finding -> finding.key().utf8())
        .toList();
  }

  static Bytes key(String text) {
    return Bytes.utf8(text);
  }

  static ObjectHeader header(Bytes value) {
    return ((Readable) EnvelopeReader.read(value)).header();
  }

  /** In place, so that the encoding stays as it is. */
  static Bytes withOtherUid(Bytes value) {
    byte[] uid = Bytes.utf8(header(value).uid()).array();
    byte[] changed = value.array().clone();
    int at = indexOf(changed, uid);
    changed[at] = (byte) (changed[at] == 'a' ? 'b' : 'a');
    return Bytes.wrap(changed);
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new IllegalStateException("the value does not hold its own UID");
  }

  void put(Bytes key, Bytes value) {
    commit(Txn.put(key, value));
  }

  void delete(String key) {
    commit(Txn.delete(key(key)));
  }

  void commit(Txn.Write... writes) {
    assertThat(etcd().txn(new Txn(List.of(), List.of(writes))).await())
        .isInstanceOf(TxnOutcome.Committed.class);
  }

  private void writeAll(List<Txn.Write> writes) {
    List<Txn.Write> some = new ArrayList<>();
    long bytes = 0;
    for (Txn.Write write : writes) {
      long size = write instanceof Txn.Write.Put put ? put.value().length() : 0;
      if (!some.isEmpty() && (some.size() == MOST_WRITES || bytes + size > MOST_BYTES)) {
        commit(some.toArray(Txn.Write[]::new));
        some.clear();
        bytes = 0;
      }
      some.add(write);
      bytes += size;
    }
    if (!some.isEmpty()) {
      commit(some.toArray(Txn.Write[]::new));
    }
  }
}
