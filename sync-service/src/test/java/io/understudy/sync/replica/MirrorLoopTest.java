package io.understudy.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class MirrorLoopTest extends LoopCase {

  private static final EtcdException DENIED =
      new EtcdException(EtcdException.Kind.DENIED, "target: txn failed: permission denied");

  @Test
  void whoMayNotLeadSaysWhyAndTriesAgainAfterGrowingPauses() {
    start(rejecting());

    awaitTold("failed", 5);
    stop.set();

    assertThat(told)
        .filteredOn(each -> each.startsWith("failed"))
        .allMatch(MirrorLoopTest::saysWhy);
    assertThat(told).noneMatch(each -> each.startsWith("following"));
    assertThat(backoff.next()).isGreaterThanOrEqualTo(LONGEST_PAUSE.dividedBy(2));
  }

  @Test
  void aClockThatIsSetBackAmidAPauseHoldsNothingUp() {
    source.close();
    underAClockThatIsSetBack();

    start(target);

    awaitTold("failed", 3);
  }

  @Test
  void aPauseEndsThoughAnotherRecordIsDamaged() {
    put(KEYS.paused(), "{}");
    put(KEYS.unpark(), "{ damaged");
    start(target);
    awaitTold("paused", 1);

    put(KEYS.checkpoint(), "{ damaged");
    target.txn(new Txn(List.of(), List.of(Txn.delete(KEYS.paused())))).await();

    awaitTold("refused", 1);
  }

  private static boolean saysWhy(String told) {
    return told.contains("permission denied");
  }

  private Etcd rejecting() {
    return proxy(
        Etcd.class,
        (proxy, method, arguments) ->
            method.getName().equals("txn") ? new Rejected() : call(target, method, arguments));
  }

  private record Rejected() implements Pending<TxnOutcome> {
    @Override
    public TxnOutcome await() {
      return new TxnOutcome.Rejected(DENIED);
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }
}
