package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What operators ask of the leader, by records in the target that any replica may put there. */
final class Requests {

  private final RunContext context;
  private final BooleanSupplier stopping;
  private @Nullable Instant lastLook;

  Requests(RunContext context, BooleanSupplier stopping) {
    this.context = context;
    this.stopping = stopping;
  }

  /**
   * Looks now and then.
   *
   * @throws Interrupted.Requested if something was asked for
   */
  void check() {
    stopIfAsked();
    Instant now = context.timing().now();
    if (lastLook != null && now.isBefore(lastLook.plus(context.limits().controlPoll()))) {
      return;
    }
    lastLook = now;
    Set<Bytes> found = look();
    if (found.contains(context.keys().paused())) {
      throw new Interrupted.Requested(Interrupted.Request.PAUSE);
    }
    if (found.contains(context.keys().resyncRequest())) {
      throw new Interrupted.Requested(Interrupted.Request.RESYNC);
    }
  }

  /**
   * @throws Interrupted.Requested if the process is to stop or leads no more
   */
  void stopIfAsked() {
    if (stopping.getAsBoolean()) {
      throw new Interrupted.Requested(Interrupted.Request.STOP);
    }
  }

  private Set<Bytes> look() {
    ControlKeys keys = context.keys();
    try {
      return context
          .target()
          .get(List.of(keys.paused(), keys.resyncRequest()), 0)
          .await()
          .keys()
          .keySet();
    } catch (EtcdException e) {
      // The next write will find out whether the target is really gone.
      return Set.of();
    }
  }
}
