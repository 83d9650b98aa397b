package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Unparker;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.sample.SampleRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A primary that is fenced between the deletion of an owner and that of its dependents, which its
 * garbage collector does a little later: nobody need look after them, neither at the takeover nor
 * at the failback.
 */
class FencedMidDeletionTest {

  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final Rules RULES = TwoEtcds.profile("live-standby");
  private static final Duration SOON = Duration.ofSeconds(120);
  private static final List<String> OWNERS =
      List.of("/registry/apps.example.io/applications/", "/registry/deployments/");

  private final Site a = new Site();
  private final Site b = new Site();

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void aTakeoverAndTheWayBackNeedNoWordOfAnyone() {
    SampleRegistry.of(7, 2).objects().forEach(put -> a.client().commit(List.of(put)));
    Map<Bytes, Bytes> dependents = new TreeMap<>();
    try (RunningMirror mirror = mirror(a, b)) {
      mirror.awaitEvent("sound");
      OWNERS.forEach(prefix -> dependents.putAll(withoutOwner(prefix)));
      awaitWatermark(a.client().revision());
      RoleRequest switchover = new RoleRequest(b.termNumber(), "switchover", "", false);
      assertThat(b.roles("operator").promote(switchover)).isInstanceOf(RoleChange.Changed.class);
    }

    b.roles("operator").requestUnpark("switchover");
    UnparkRecord record = ((Unparker.End.Done) b.unpark("worker", b.port(), RULES)).record();

    assertThat(record.left()).isEmpty();
    assertThat(b.parked()).isEmpty();
    assertThat(b.garbage()).containsAllEntriesOf(dependents);
    assertThat(record.setAside()).isEqualTo(b.garbage().size());
    assertThat(record.notes())
        .extracting(UnparkRecord.Item::key)
        .containsAll(dependents.keySet().stream().map(Bytes::utf8).toList());
    Map<Bytes, Bytes> all = new TreeMap<>(b.visible());
    b.garbage().forEach((key, value) -> assertThat(all.put(key, value)).isNull());
    Map<Bytes, Bytes> inScope = a.placed(RULES, Placement.MIRROR, 0);
    inScope.putAll(a.placed(RULES, Placement.PARK, 0));
    assertThat(all).as("nothing is lost, and nothing is there twice").isEqualTo(inScope);

    RoleRequest failback = new RoleRequest(a.termNumber(), "failback", "", false);
    assertThat(a.roles("operator").demote(failback, b.termNumber()))
        .isInstanceOf(RoleChange.Changed.class);
    try (RunningMirror mirror = mirror(b, a)) {
      mirror.awaitEvent("sound");
    }
    assertThat(a.placed(RULES, Placement.MIRROR, 0))
        .isEqualTo(b.placed(RULES, Placement.MIRROR, 0));
    assertThat(dependents.keySet())
        .as("on record as the old primary's own until its collector deletes them")
        .allMatch(key -> a.client().get(KEYS.foreign(key)).isPresent());
  }

  /**
   * Deletes an owner of that kind.
   *
   * @return what it alone owned, in scope
   */
  private Map<Bytes, Bytes> withoutOwner(String prefix) {
    Map<Bytes, Bytes> all = a.visible();
    Map<Bytes, Bytes> inScope = a.placed(RULES, Placement.MIRROR, 0);
    inScope.putAll(a.placed(RULES, Placement.PARK, 0));
    for (Bytes owner : all.keySet()) {
      if (owner.startsWith(Bytes.utf8(prefix))) {
        String uid = header(all.get(owner)).header().uid();
        Map<Bytes, Bytes> owned = new TreeMap<>(inScope);
        owned.values().removeIf(value -> !owners(value).equals(List.of(uid)));
        if (!owned.isEmpty()) {
          a.client().delete(owner);
          return owned;
        }
      }
    }
    throw new AssertionError("nothing owns anything at " + prefix);
  }

  private static List<String> owners(Bytes value) {
    return EnvelopeReader.read(value) instanceof Envelope.Readable readable
        ? readable.header().owners().stream().map(OwnerReference::uid).toList()
        : List.of();
  }

  private static Envelope.Readable header(Bytes value) {
    return (Envelope.Readable) EnvelopeReader.read(value);
  }

  private void awaitWatermark(long revision) {
    await()
        .atMost(SOON)
        .until(
            () ->
                b.client()
                    .get(KEYS.checkpoint())
                    .map(kv -> Checkpoint.fromJson(kv.value()).watermark() >= revision)
                    .orElse(false));
  }

  private static RunningMirror mirror(Site from, Site to) {
    return RunningMirror.between(
        RunningMirror.Setup.of(List.of(from.endpoint()), List.of(to.endpoint()), RULES));
  }
}
