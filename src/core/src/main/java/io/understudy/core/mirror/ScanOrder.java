package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which a difference walks the keyspace: definitions, namespaces, then the rest by
 * key. The control records are nobody's data.
 */
final class ScanOrder {

  private static final List<KeyRange> FIRST =
      List.of(KeyRange.prefix(Rank.DEFINITION.prefix()), KeyRange.prefix(Rank.NAMESPACE.prefix()));

  private static final List<KeyRange> RANGES = ranges();

  private ScanOrder() {}

  /** What of the source may be read. */
  static List<KeyRange> within(SourceReach reach) {
    return reach.of(RANGES);
  }

  private static List<KeyRange> ranges() {
    List<KeyRange> ranges = new ArrayList<>(FIRST);
    Bytes from = KeyRange.ALL.from();
    List<KeyRange> apart = new ArrayList<>(FIRST);
    apart.add(KeyRange.prefix(ControlKeys.ROOT));
    for (KeyRange gap : apart) {
      ranges.add(new KeyRange(from, gap.from()));
      from = gap.to();
    }
    ranges.add(new KeyRange(from, Bytes.EMPTY));
    return List.copyOf(ranges);
  }
}
