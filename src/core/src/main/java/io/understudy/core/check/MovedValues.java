package io.understudy.core.check;

import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what may have changed since everything was compared, from keys without values: reads the
 * values of those that were put since, of those that were not equal, and of those that are not in
 * the place where they were.
 */
final class MovedValues implements Visitor {

  private final Set<Bytes> open;
  private final RegistryIndex index;
  private final long watermark;
  private final long target;
  private final Values values;
  private final Visitor comparing;
  private final int mostAtOnce;
  private List<Bytes> moved = new ArrayList<>();

  /**
   * @param comparing told of each that may have changed, with its values
   */
  MovedValues(Verified verified, Values values, Visitor comparing, int mostAtOnce) {
    this.open = verified.takeOpen();
    this.index = verified.index();
    this.watermark = verified.watermark();
    this.target = verified.target();
    this.values = values;
    this.comparing = comparing;
    this.mostAtOnce = mostAtOnce;
    index.beginListing();
  }

  @Override
  public void key(
      Pair pair,
      Bytes key,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    boolean known = wanted == null ? index.life(key) != null : index.listed(key);
    boolean same =
        wanted == null
            ? !known && parked == null && isOld(visible, target)
            : known && isOld(wanted, watermark) && isInPlace(key, visible, parked);
    if (same && !open.contains(key)) {
      return;
    }
    moved.add(key);
    if (moved.size() >= mostAtOnce) {
      readMoved(pair);
    }
  }

  @Override
  public void end(Pair pair) {
    readMoved(pair);
    index.endListing();
  }

  /** If the pair is lost on the way, all of them are read again at the next. */
  private void readMoved(Pair pair) {
    values.read(pair, moved, comparing);
    moved = new ArrayList<>();
  }

  private boolean isInPlace(Bytes key, @Nullable KeyValue visible, @Nullable KeyValue parked) {
    Life life = index.life(key);
    if (life == null || !isOld(visible, target) || !isOld(parked, target)) {
      return false;
    }
    return switch (life.placement()) {
      case MIRROR -> visible != null && parked == null;
      case PARK -> parked != null;
      case LEAVE_OUT -> parked == null;
      case BLOCKED -> false;
    };
  }

  private static boolean isOld(@Nullable KeyValue kv, long revision) {
    return kv == null || kv.modRevision() <= revision;
  }
}
