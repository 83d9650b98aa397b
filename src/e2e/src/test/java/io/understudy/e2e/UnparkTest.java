package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Unparker;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.sample.SampleRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a promoted standby kept parked is put in place, whatever happens on the way. */
class UnparkTest {

  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final Rules RULES = TwoEtcds.profile("live-standby");
  private static final int TEAMS = 2;

  private final Site source = new Site();
  private final Site target = new Site();
  private Map<Bytes, Bytes> parkedBefore = Map.of();
  private Map<Bytes, Bytes> visibleBefore = Map.of();
  private Map<Bytes, Bytes> wanted = Map.of();

  @BeforeEach
  void promoteAMirror() {
    SampleRegistry.of(7, TEAMS).objects().forEach(put -> source.client().commit(List.of(put)));
    try (RunningMirror mirror =
        RunningMirror.between(
            RunningMirror.Setup.of(
                List.of(source.endpoint()), List.of(target.endpoint()), RULES))) {
      mirror.awaitEvent("sound");
    }
    RoleRequest drill = new RoleRequest(target.termNumber(), "drill", "", false);
    assertThat(target.roles("operator").promote(drill)).isInstanceOf(RoleChange.Changed.class);
    parkedBefore = target.parked();
    visibleBefore = target.visible();
    assertThat(parkedBefore).hasSizeGreaterThan(10);
    wanted = new TreeMap<>(visibleBefore);
    wanted.putAll(parkedBefore);
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  @Test
  void everythingGoesInByteForByteOwnersFirst() {
    UnparkRecord record = unparkAtOnce();

    assertThat(record.leftCount()).isZero();
    assertThat(record.total()).isEqualTo(parkedBefore.size());
    assertThat(record.done()).isEqualTo(parkedBefore.size());
    assertThat(target.parked()).isEmpty();
    assertThat(target.visible()).isEqualTo(wanted);
    assertThat(target.visible())
        .containsAllEntriesOf(source.placed(RULES, Placement.PARK, 0))
        .containsAllEntriesOf(source.placed(RULES, Placement.MIRROR, 0));
    assertOrder(1);
  }

  @Test
  void anUnparkKilledAtAnyTxnIsGoneOnWith() {
    int txns = txnsOfAFullRun();
    for (int killedAt = 1; killedAt <= txns; killedAt++) {
      for (boolean applied : new boolean[] {true, false}) {
        long from = parkAgain();
        assertThat(unparkDyingAt(killedAt, applied)).as("killed at Txn %d", killedAt).isTrue();
        target.unpark("second", target.port(), RULES);
        assertAllIn(from);
      }
    }
  }

  @Test
  void anUnparkKilledAfterEachOfItsTxnsComesToItsEnd() {
    long from = parkAgain();
    int lives = 1;
    while (unparkDyingAt(2, true)) {
      lives++;
      assertThat(lives).isLessThan(10 * parkedBefore.size());
    }
    assertThat(lives).isGreaterThan(5);
    assertAllIn(from);
  }

  @Test
  void aPlaceThatIsTakenIsReportedAndNotOverwritten() {
    Bytes taken = parkedKey("/registry/deployments/");
    target.client().put(taken, Bytes.utf8("made on the standby"));
    Bytes same = parkedKey("/registry/services/specs/");
    target.client().put(same, parkedBefore.get(same));

    UnparkRecord record = unparkAtOnce();

    assertThat(target.visible()).containsEntry(taken, Bytes.utf8("made on the standby"));
    assertThat(target.visible()).containsEntry(same, parkedBefore.get(same));
    assertThat(target.parked()).containsKey(taken).doesNotContainKey(same);
    assertThat(record.left()).extracting(UnparkRecord.Item::key).contains(taken.utf8());
    assertThat(record.leftCount()).isEqualTo(target.parked().size());
    assertThat(record.left())
        .filteredOn(item -> item.key().equals(taken.utf8()))
        .allMatch(item -> item.why().contains("taken"));
    assertThat(record.left())
        .filteredOn(item -> !item.key().equals(taken.utf8()))
        .allMatch(item -> item.why().contains("none of its owners"));
  }

  @Test
  void onceThePlaceIsFreeAnotherUnparkFillsIt() {
    Bytes taken = parkedKey("/registry/deployments/");
    target.client().put(taken, Bytes.utf8("made on the standby"));
    assertThat(unparkAtOnce().leftCount()).isPositive();

    target.client().delete(taken);
    UnparkRecord record = unparkAtOnce();

    assertThat(record.leftCount()).isZero();
    assertThat(target.visible()).isEqualTo(wanted);
  }

  @Test
  void whatHasLostAllItsOwnersStaysParkedWithAReason() {
    Bytes owner = parkedKey("/registry/deployments/");
    target.client().delete(KEYS.parked(owner));

    UnparkRecord record = unparkAtOnce();

    assertThat(target.parked()).isNotEmpty();
    assertThat(record.leftCount()).isEqualTo(target.parked().size());
    assertThat(record.left())
        .allMatch(item -> item.why().contains("garbage collector") && item.why().contains("("));
    assertOrder(1);
  }

  @Test
  void anEtcdThatIsFullIsNamedAsTheReason() {
    EtcdException full = new EtcdException(EtcdException.Kind.NO_SPACE, "the quota is used up");

    assertThatThrownBy(() -> target.unpark("worker", refusingToUnpark(full), RULES)).isSameAs(full);
    assertThat(target.parked()).isEqualTo(parkedBefore);
  }

  @Test
  void aVolumeWhoseClaimIsTakenIsNotReleased() {
    Bytes claim = parkedKey("/registry/persistentvolumeclaims/");
    target.client().put(claim, Bytes.utf8("a claim of the standby"));

    UnparkRecord record = unparkAtOnce();

    assertThat(record.left())
        .anyMatch(
            item ->
                item.key().startsWith("/registry/persistentvolumes/")
                    && item.why().contains("claim"));
    assertThat(target.visible()).containsEntry(claim, Bytes.utf8("a claim of the standby"));
  }

  @Test
  void aClaimItsVolumeAndWhatOwnsThemAppearInOneRevision() {
    unparkAtOnce();

    Map<Bytes, Long> since = new HashMap<>();
    target.client().all(0).forEach((key, kv) -> since.put(key, kv.createRevision()));
    Bytes claim = parkedKey("/registry/persistentvolumeclaims/");
    String namespace = claim.utf8().split("/")[3];
    Bytes owner = Bytes.utf8("/registry/statefulsets/" + namespace + "/store");
    assertThat(since.get(claim)).isEqualTo(since.get(owner));
    long volumes =
        since.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(Bytes.utf8("/registry/persistentvolumes/")))
            .filter(entry -> entry.getValue().equals(since.get(claim)))
            .count();
    assertThat(volumes).isEqualTo(1);
  }

  @Test
  void aSiteThatChangesItsRoleMeanwhileIsWrittenNoMore() {
    target.roles("operator").requestUnpark("drill");
    Dying demoting =
        new Dying(
            target.port(),
            3,
            false,
            () -> {
              RoleRequest request =
                  new RoleRequest(target.termNumber(), "back to standby", "", true);
              target.roles("operator").demote(request, 0);
            });

    Unparker.End end = target.unpark("worker", demoting.etcd(), RULES);

    assertThat(end).isInstanceOf(Unparker.End.Interrupted.class);
    long demoted = target.term().orElseThrow().term();
    assertThat(target.history().revisions().getLast().changes())
        .as("after the demotion in term %d only the leader's key goes", demoted)
        .allMatch(change -> change.key().equals(KEYS.leader()));
  }

  private UnparkRecord unparkAtOnce() {
    target.roles("operator").requestUnpark("drill");
    Unparker.End end = target.unpark("worker", target.port(), RULES);
    assertThat(end).isInstanceOf(Unparker.End.Done.class);
    UnparkRecord record = ((Unparker.End.Done) end).record();
    assertThat(target.roles("operator").unpark()).contains(record);
    return record;
  }

  private Bytes parkedKey(String prefix) {
    return parkedBefore.keySet().stream()
        .filter(key -> key.startsWith(Bytes.utf8(prefix)))
        .findFirst()
        .orElseThrow();
  }

  private int txnsOfAFullRun() {
    parkAgain();
    Dying counting = new Dying(target.port(), Integer.MAX_VALUE, true, () -> {});
    assertThat(target.unpark("worker", counting.etcd(), RULES))
        .isInstanceOf(Unparker.End.Done.class);
    return counting.sent;
  }

  /** As an etcd does that has no room left: whether the Txn was applied is left open. */
  private Etcd refusingToUnpark(EtcdException full) {
    target.roles("operator").requestUnpark("drill");
    Etcd behind = target.port();
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof Txn txn && unparks(txn)) {
                return answered(new TxnOutcome.Unknown(full));
              }
              try {
                return method.invoke(behind, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Pending<TxnOutcome> answered(TxnOutcome outcome) {
    return new Pending<>() {
      @Override
      public TxnOutcome await() {
        return outcome;
      }

      @Override
      public boolean isDone() {
        return true;
      }
    };
  }

  private static boolean unparks(Txn txn) {
    return txn.writes().stream().anyMatch(write -> KEYS.isParked(write.key()));
  }

  /**
   * Everything as it was after the promotion, with an unpark asked for.
   *
   * @return the revision from which on it is so
   */
  private long parkAgain() {
    for (Bytes key : target.visible().keySet()) {
      if (!visibleBefore.containsKey(key)) {
        target.client().delete(key);
      }
    }
    parkedBefore.forEach((key, value) -> target.client().put(KEYS.parked(key), value));
    target.client().delete(KEYS.unpark());
    target.roles("operator").requestUnpark("drill");
    return target.client().revision() + 1;
  }

  /**
   * @return whether it died before it was done
   */
  private boolean unparkDyingAt(int txn, boolean applied) {
    Dying dying =
        new Dying(
            target.port(),
            txn,
            applied,
            () -> {
              throw new Killed();
            });
    try {
      target.unpark("first", dying.etcd(), RULES);
      return false;
    } catch (Killed killed) {
      return true;
    }
  }

  private void assertAllIn(long from) {
    UnparkRecord record = target.roles("operator").unpark().orElseThrow();
    assertThat(record.isDone()).isTrue();
    assertThat(record.leftCount()).isZero();
    assertThat(record.done()).isEqualTo(parkedBefore.size());
    assertThat(target.parked()).isEmpty();
    assertThat(target.visible()).isEqualTo(wanted);
    assertOrder(from);
  }

  /** At every revision from this one on, whatever an unpark showed had its owners beside it. */
  private void assertOrder(long from) {
    Map<Bytes, String> uidAt = new HashMap<>();
    for (Revision revision : target.history().revisions()) {
      for (Change change : revision.changes()) {
        if (!change.key().startsWith(ControlKeys.ROOT)) {
          uidAt.remove(change.key());
          if (change instanceof Change.Put put) {
            uidAt.put(change.key(), header(put.after()).uid());
          }
        }
      }
      boolean unpark =
          revision.number() >= from
              && revision.changes().stream().anyMatch(change -> KEYS.isParked(change.key()));
      if (unpark) {
        assertOwnersBeside(revision, new HashSet<>(uidAt.values()));
      }
    }
  }

  private static void assertOwnersBeside(Revision revision, Set<String> there) {
    for (Change change : revision.changes()) {
      if (change instanceof Change.Put put && !change.key().startsWith(ControlKeys.ROOT)) {
        List<String> owners = header(put.after()).owners();
        if (!owners.isEmpty()) {
          assertThat(owners)
              .as("owners of %s at %d", put.key(), revision.number())
              .anyMatch(there::contains);
        }
      }
    }
  }

  private record Header(String uid, List<String> owners) {}

  private static Header header(KeyValue kv) {
    return EnvelopeReader.read(kv.value()) instanceof Envelope.Readable readable
        ? new Header(
            readable.header().uid(),
            readable.header().owners().stream().map(OwnerReference::uid).toList())
        : new Header("", List.of());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Lets so many Txns through, and at the last one something happens. */
  private static final class Dying {

    private final Etcd behind;
    private final int last;
    private final boolean applied;
    private final Runnable end;
    private final List<Pending<TxnOutcome>> underWay = new ArrayList<>();
    private int sent;

    /**
     * @param applied whether that last one still gets to the etcd
     */
    Dying(Etcd behind, int last, boolean applied, Runnable end) {
      this.behind = behind;
      this.last = last;
      this.applied = applied;
      this.end = end;
    }

    Etcd etcd() {
      return (Etcd)
          Proxy.newProxyInstance(
              Etcd.class.getClassLoader(),
              new Class<?>[] {Etcd.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("txn") && ++sent == last) {
                  if (applied) {
                    underWay.add(behind.txn((Txn) arguments[0]));
                  }
                  underWay.forEach(Pending::await);
                  end.run();
                }
                try {
                  Object answer = method.invoke(behind, arguments);
                  if (answer instanceof Pending<?> && method.getName().equals("txn")) {
                    underWay.add(cast(answer));
                  }
                  return answer;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @SuppressWarnings("unchecked")
    private static Pending<TxnOutcome> cast(Object answer) {
      return (Pending<TxnOutcome>) answer;
    }
  }
}
