package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads keys on both sides, as many at once as an answer holds. */
final class BothSides {

  private static final int KEYS_AT_ONCE = 60;

  private final RunContext context;
  private final Base base;
  private final Runnable beforeMovingOn;
  private int keysAtOnce = KEYS_AT_ONCE;

  /**
   * @param beforeMovingOn what is queued must be written before a newer revision is
   */
  BothSides(RunContext context, Base base, Runnable beforeMovingOn) {
    this.context = context;
    this.base = base;
    this.beforeMovingOn = beforeMovingOn;
  }

  /**
   * One key on both sides.
   *
   * @param wanted as the source has it at the base's revision
   * @param visible as the target has it under the key
   * @param parked as the target has it parked
   */
  record Both(
      Bytes key,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {}

  /**
   * The next keys of a list. Empty if nothing could be read at this revision; the base has moved on
   * or the bite got smaller.
   */
  List<Both> read(List<Bytes> order, int from) {
    List<Bytes> some = order.subList(from, Math.min(from + keysAtOnce, order.size()));
    try {
      return context.patiently("keys to settle", () -> read(some));
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.COMPACTED) {
        beforeMovingOn.run();
        base.moveOn();
        return List.of();
      }
      if (e.kind() == EtcdException.Kind.TOO_LARGE && keysAtOnce > 1) {
        keysAtOnce = Math.max(1, keysAtOnce / 4);
        return List.of();
      }
      throw e;
    }
  }

  private List<Both> read(List<Bytes> some) {
    List<Bytes> parkedKeys = some.stream().map(context.keys()::parked).toList();
    Pending<Found> source = context.source().get(some, base.revision());
    Pending<Found> visible = context.target().get(some, 0);
    Pending<Found> parked = context.target().get(parkedKeys, 0);
    Found wanted = source.await();
    Found there = visible.await();
    Found apart = parked.await();
    List<Both> both = new ArrayList<>(some.size());
    for (int i = 0; i < some.size(); i++) {
      Bytes key = some.get(i);
      both.add(
          new Both(
              key,
              wanted.keys().get(key),
              there.keys().get(key),
              apart.keys().get(parkedKeys.get(i))));
    }
    return both;
  }
}
