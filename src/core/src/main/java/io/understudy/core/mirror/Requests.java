package io.understudy.core.mirror;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What operators ask of the leader, by records in the target that any replica may put there. */
final class Requests {

  private final RunContext context;
  private final BooleanSupplier stopping;
  private final Poll<Found> looks;
  private @Nullable Bytes repair;
  private long keysRead;
  private long followed;

  Requests(RunContext context, BooleanSupplier stopping) {
    this.context = context;
    this.stopping = stopping;
    List<Bytes> records =
        List.of(context.keys().paused(), context.keys().resyncRequest(), context.keys().repair());
    this.looks =
        new Poll<>(
            context.timing(),
            context.limits().controlPoll(),
            () -> context.target().get(records, 0));
  }

  /** A resync that is asked for is one of this source from here on. */
  void follow(long clusterId) {
    followed = clusterId;
  }

  /** What is classified from here on is so under the present encryption keys. */
  void keysRead() {
    keysRead = context.classifier().generation();
  }

  /**
   * Looks now and then, without waiting for the answer.
   *
   * @throws Interrupted.Requested if something was asked for
   * @throws CorruptRecordException if a request cannot be read
   * @throws Interrupted.HistoryLost if there are other encryption keys by now, so that everything
   *     has to be read anew
   */
  void check() {
    stopIfAsked();
    if (context.classifier().generation() != keysRead) {
      throw new Interrupted.HistoryLost("the encryption configuration changed");
    }
    Map<Bytes, KeyValue> found = found();
    if (found.containsKey(context.keys().paused())) {
      throw new Interrupted.Requested(Interrupted.Request.PAUSE);
    }
    KeyValue resync = found.get(context.keys().resyncRequest());
    if (resync != null) {
      consider(resync);
    }
  }

  /**
   * One of another source must not wait until that may be taken for the right one by mistake. If
   * something else is asked for meanwhile, that stays.
   */
  private void consider(KeyValue resync) {
    ResyncRequest request = ResyncRequest.fromJson(resync.value());
    if (request.isFor(followed)) {
      throw new Interrupted.Requested(Interrupted.Request.RESYNC);
    }
    Txn drop =
        new Txn(
            List.of(new Txn.Condition.ModRevisionIs(resync.key(), resync.modRevision())),
            List.of(Txn.delete(resync.key())));
    if (context.target().txn(drop).await() instanceof TxnOutcome.Committed) {
      context.observer().resyncDropped(request.source(), followed);
    }
    takenUp();
  }

  /**
   * The last request of a repair that was seen and has not been taken up, null if there is none.
   */
  @Nullable Bytes repair() {
    return repair;
  }

  /** What was asked for is being done: an answer from before does not ask for it again. */
  void takenUp() {
    looks.forget();
    repair = null;
  }

  /**
   * @throws Interrupted.Requested if the process is to stop or leads no more
   */
  void stopIfAsked() {
    if (stopping.getAsBoolean()) {
      throw new Interrupted.Requested(Interrupted.Request.STOP);
    }
  }

  private Map<Bytes, KeyValue> found() {
    try {
      Poll.Answer<Found> answer = looks.take();
      if (answer == null) {
        return Map.of();
      }
      KeyValue asked = answer.value().keys().get(context.keys().repair());
      repair = asked == null ? null : asked.value();
      return answer.value().keys();
    } catch (EtcdException e) {
      // The next write will find out whether the target is really gone.
      return Map.of();
    }
  }
}
