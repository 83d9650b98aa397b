package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Leadership.Attempt;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Two who want to lead one link, and its target. */
abstract class LeadershipCase {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final long TTL_SECONDS = 10;
  static final Duration BEYOND_TTL = Duration.ofSeconds(TTL_SECONDS + 1);

  final ModelEtcd target = new ModelEtcd(new ModelStore(2));
  final Leadership first = leadership(target, "sync-0");
  final Leadership second = leadership(target, "sync-1");

  static Leadership leadership(Etcd target, String holder) {
    return leadership(target, holder, new NoonForever());
  }

  static Leadership leadership(Etcd target, String holder, Timing timing) {
    return new Leadership(target, KEYS, holder, TTL_SECONDS, timing);
  }

  record NoonForever() implements Timing {

    @Override
    public Instant now() {
      return NOON;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {}
  }

  static Fence leading(Attempt attempt) {
    assertThat(attempt).isInstanceOf(Attempt.Leading.class);
    return ((Attempt.Leading) attempt).fence();
  }

  KeyValue stored(Bytes key) {
    return Objects.requireNonNull(target.get(List.of(key), 0).await().keys().get(key), key::utf8);
  }

  TermRecord term() {
    return TermRecord.fromJson(stored(KEYS.term()).value());
  }

  void promote() {
    TermRecord promoted = new TermRecord(Role.PROMOTED, 9, "failover-0", NOON, "switchover");
    put(KEYS.term(), promoted.toJson());
  }

  void put(Bytes key, Bytes value) {
    assertThat(target.txn(new Txn(List.of(), List.of(Txn.put(key, value)))).await())
        .isInstanceOf(TxnOutcome.Committed.class);
  }

  boolean lets(Fence fence) {
    List<Condition> conditions =
        List.of(
            new Condition.ModRevisionIs(KEYS.term(), fence.termRevision()),
            new Condition.CreateRevisionIs(KEYS.leader(), fence.leaderRevision()));
    Txn write = new Txn(conditions, List.of(Txn.put(Bytes.utf8("/x"), Bytes.utf8("1"))));
    return target.txn(write).await() instanceof TxnOutcome.Committed;
  }
}
