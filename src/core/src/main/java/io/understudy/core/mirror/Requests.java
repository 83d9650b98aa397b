package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What operators ask of the leader, by records in the target that any replica may put there. */
final class Requests {

  private final RunContext context;
  private final BooleanSupplier stopping;
  private final Poll<Found> looks;
  private @Nullable Bytes repair;
  private long keysRead;

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

  /** What is classified from here on is so under the present encryption keys. */
  void keysRead() {
    keysRead = context.classifier().generation();
  }

  /**
   * Looks now and then, without waiting for the answer.
   *
   * @throws Interrupted.Requested if something was asked for
   * @throws Interrupted.HistoryLost if there are other encryption keys by now, so that everything
   *     has to be read anew
   */
  void check() {
    stopIfAsked();
    if (context.classifier().generation() != keysRead) {
      throw new Interrupted.HistoryLost("the encryption configuration changed");
    }
    Set<Bytes> found = found();
    if (found.contains(context.keys().paused())) {
      throw new Interrupted.Requested(Interrupted.Request.PAUSE);
    }
    if (found.contains(context.keys().resyncRequest())) {
      throw new Interrupted.Requested(Interrupted.Request.RESYNC);
    }
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

  private Set<Bytes> found() {
    try {
      Poll.Answer<Found> answer = looks.take();
      if (answer == null) {
        return Set.of();
      }
      KeyValue asked = answer.value().keys().get(context.keys().repair());
      repair = asked == null ? null : asked.value();
      return answer.value().keys().keySet();
    } catch (EtcdException e) {
      // The next write will find out whether the target is really gone.
      return Set.of();
    }
  }
}
