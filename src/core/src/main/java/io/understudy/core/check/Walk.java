package io.understudy.core.check;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.MirroredUnder;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import java.util.List;

/**
 * Walks both sides key by key, pinned at a pair of revisions. When a pin is lost to compaction it
 * goes on after the last key with a newer pair.
 */
final class Walk {

  /** All keys but the control records, which are nobody's data. */
  private static final List<KeyRange> RANGES =
      List.of(
          new KeyRange(KeyRange.ALL.from(), ControlKeys.ROOT),
          new KeyRange(ControlKeys.ROOT.prefixEnd(), Bytes.EMPTY));

  private final CheckContext context;
  private final Pairs pairs;
  private final RangeQuery.Content content;
  private final Meters meters;
  private Pair pair;
  private int switches;

  Walk(CheckContext context, Pairs pairs, Pair pair, RangeQuery.Content content, Meters meters) {
    this.context = context;
    this.pairs = pairs;
    this.pair = pair;
    this.content = content;
    this.meters = meters;
  }

  /** Whether a pin was lost, so that not all keys were seen at the same pair. */
  boolean wasSwitched() {
    return switches > 0;
  }

  /** The pair of the last key. */
  Pair pair() {
    return pair;
  }

  /**
   * @throws CannotTellException if no pair lasts
   */
  void walk(Visitor visitor) {
    KeyRange reach = MirroredUnder.of(pair.checkpoint().rules()).range();
    for (KeyRange range : RANGES) {
      KeyRange rest = range.within(reach);
      while (!rest.isEmpty()) {
        rest = walk(rest, visitor);
      }
    }
    pinned(() -> visitor.end(pair));
  }

  /** Does something at a pair, with a newer one if that is lost. */
  void pinned(Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (EtcdException e) {
        lost(e);
      }
    }
  }

  /**
   * @return what is left to walk
   */
  private KeyRange walk(KeyRange range, Visitor visitor) {
    ThreeWay keys = new ThreeWay(context, pair, range, content, meters);
    Bytes from = range.from();
    try {
      Bytes key = keys.next();
      while (key != null) {
        from = key.next();
        visitor.key(pair, key, keys.wanted(), keys.visible(), keys.parked());
        key = keys.next();
      }
      return new KeyRange(from, from);
    } catch (EtcdException e) {
      lost(e);
      return new KeyRange(from, range.to());
    }
  }

  /**
   * @throws EtcdException the cause, if it is no lost pin
   */
  private void lost(EtcdException cause) {
    if (cause.kind() != EtcdException.Kind.COMPACTED) {
      throw cause;
    }
    Pair newer = pairs.newest();
    if (++switches >= context.limits().attempts()) {
      throw new CannotTellException(
          "history was compacted away "
              + switches
              + " times while it was read (the last pair was source revision "
              + pair.watermark()
              + ", target revision "
              + pair.target()
              + "): if the mirror lags, wait for it; else compact less often, or raise"
              + " understudy.check.attempts",
          true);
    }
    pair = newer;
  }

  /** One of the three places of each key. */
  record Meters(Meter source, Meter target) {}
}
