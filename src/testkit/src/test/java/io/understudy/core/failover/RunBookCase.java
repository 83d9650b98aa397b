package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.PlannedStep.Mode;
import io.understudy.core.failover.RunBook.Beginning;
import io.understudy.core.failover.RunBook.Kept;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs on record in a model etcd. */
abstract class RunBookCase {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  static final ControlKeys KEYS = new ControlKeys("global");

  static final StepType RETIRE =
      new StepType(
          "retire", "Ends it.", StepType.InDrill.DRY, StepType.Nature.AFTER_END, List.of());

  static final EntryJson JSON =
      new EntryJson(
          name ->
              List.of(StepType.APPROVE, RETIRE).stream()
                  .filter(type -> type.name().equals(name))
                  .findFirst());

  final ModelEtcd etcd = new ModelEtcd(new ModelStore(1));

  final RunBook book = new RunBook(etcd, KEYS, JSON, new Noon());

  record Noon() implements Timing {

    @Override
    public Instant now() {
      return NOON;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      // Nothing to wait for: the model answers at once.
    }

    @Override
    public double chance() {
      return 0.5;
    }
  }

  static Pending<TxnOutcome> refused() {
    return new Pending<>() {
      @Override
      public TxnOutcome await() {
        return new TxnOutcome.Rejected(
            new EtcdException(EtcdException.Kind.NO_SPACE, "it is full"));
      }

      @Override
      public boolean isDone() {
        return true;
      }
    };
  }

  void begin(String id) {
    assertThat(book.begin(id, begun("comment"), Optional.empty(), 0))
        .isEqualTo(new Beginning.Begun(id));
  }

  Kept load(String id) {
    return book.load(id).orElseThrow();
  }

  RunTurn turn(String holder) {
    return new RunTurns(etcd, KEYS, holder, 15).take().orElseThrow();
  }

  Bytes value(Bytes key) {
    KeyValue found = etcd.get(List.of(key), 0).await().keys().get(key);
    return found.value();
  }

  void put(Bytes key, Bytes value) {
    etcd.txn(new Txn(List.of(), List.of(Txn.put(key, value)))).await();
  }

  static Event.Begun begun(String comment) {
    StepSpec spec =
        new StepSpec(
            "ask",
            StepType.APPROVE,
            Set.of(Verb.SWITCHOVER, Verb.FAILOVER),
            Duration.ofSeconds(9),
            3,
            Optional.empty(),
            new Parameters(java.util.Map.of("message", "is it so?")),
            4);
    RunRequest request =
        new RunRequest(
            Verb.FAILOVER,
            "hash",
            "primary",
            7,
            Optional.of(42L),
            Optional.of("digest"),
            Set.of("ask"),
            Optional.of("it only seems to answer"),
            "somebody",
            comment);
    return new Event.Begun(
        request, "standby", List.of(new PlannedStep(spec, Mode.RUN, "asks a person")));
  }
}
