package io.understudy.failover.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunState;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Pending;
import io.understudy.core.port.TxnOutcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A promotion whose beginning certainly is not on record does not keep a freeze in force. */
class CommitRefusedTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final HeldRun run = new HeldRun();

  /** Long after all that the journal says. */
  private final HoldWatch late =
      new HoldWatch(() -> Instant.now().plusSeconds(3600), Duration.ofSeconds(1));

  @BeforeEach
  void start() {
    run.isBrief.set(true);
  }

  @AfterEach
  void stop() {
    late.close();
    run.close();
  }

  @Test
  void whoLosesItsTurnBeforeThePromotionLetsGo() throws InterruptedException {
    carriedOut(run.direct, () -> HeldRun.turns(run.direct, "one").giveUp(run.turn));
    assertThat(isBegun()).isFalse();
    assertIsLetGo();
  }

  @Test
  void whomTheEtcdRefusesTheEntryLetsGo() throws InterruptedException {
    AtomicBoolean refuses = new AtomicBoolean();
    carriedOut(refusing(refuses), () -> refuses.set(true));
    assertThat(isBegun()).isFalse();
    assertIsLetGo();
  }

  /** The etcd is silent: its answer may be lost, and the promotion on record. */
  @Test
  void whoDoesNotKnowHoldsOn() throws InterruptedException {
    carriedOut(run.behindTheLink, run.link::cut);
    assertThat(run.frozen).isTrue();
    late.look();
    assertThat(run.frozen).isTrue();
    assertThat(run.promoted).isFalse();
  }

  /**
   * @param before the promotion is begun, and after all else is on record
   */
  private void carriedOut(Etcd etcd, Runnable before) throws InterruptedException {
    Thread process =
        run.process(
            etcd,
            "one",
            late,
            event -> {
              if (event instanceof Event.StepDone done && done.step().equals("hang")) {
                before.run();
              }
            });
    assertThat(process.join(PATIENCE)).as("it ends").isTrue();
  }

  private void assertIsLetGo() {
    assertThat(run.promoted).isFalse();
    assertThat(run.frozen).isTrue();
    late.look();
    assertThat(run.frozen).isFalse();
  }

  private boolean isBegun() {
    RunState state = HeldRun.book(run.direct).load("1").orElseThrow().state();
    return state.isCommitted();
  }

  /** Answers Txns as an etcd does that has taken this client's rights away. */
  private Etcd refusing(AtomicBoolean refuses) {
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) -> {
              if (refuses.get() && method.getName().equals("txn")) {
                return new Refused();
              }
              try {
                return method.invoke(run.direct, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  private record Refused() implements Pending<TxnOutcome> {
    @Override
    public TxnOutcome await() {
      return new TxnOutcome.Rejected(
          new EtcdException(EtcdException.Kind.DENIED, "target: txn failed: permission denied"));
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }
}
