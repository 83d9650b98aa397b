package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.scope.Rules;
import java.util.List;

/**
 * What of the source its account may read, and so what is mirrored: the whole keyspace, in which
 * revisions are dense, or Kubernetes' keys alone, where a missing revision cannot be told from one
 * that touched other keys. What is out of reach is neither written nor deleted on the target.
 */
enum SourceReach {
  WHOLE(KeyRange.ALL),
  KUBERNETES(KeyRange.prefix(Bytes.utf8("/registry/")));

  private final KeyRange range;

  SourceReach(KeyRange range) {
    this.range = range;
  }

  /** By trying to read everything; a wrong password is found by whatever is read next. */
  static SourceReach of(RunContext context) {
    try {
      context.source().range(RangeQuery.keys(KeyRange.ALL, 0, 1)).await();
      return WHOLE;
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.DENIED) {
        return KUBERNETES;
      }
      throw e;
    }
  }

  KeyRange range() {
    return range;
  }

  boolean isWhole() {
    return this == WHOLE;
  }

  /** The part of each range that is within reach; empty parts are left out. */
  List<KeyRange> of(List<KeyRange> ranges) {
    return ranges.stream().map(part -> part.within(range)).filter(part -> !part.isEmpty()).toList();
  }

  /**
   * What a target was mirrored under: the rules, and how far the source could be read. With another
   * reach, as with other rules, the target has to be compared as a whole.
   */
  String digest(Rules rules) {
    return isWhole() ? rules.digest() : rules.digest() + "-kubernetes";
  }

  /** Where all the keys of a source are, without the control records. */
  static final List<KeyRange> DATA =
      List.of(
          new KeyRange(KeyRange.ALL.from(), ControlKeys.ROOT),
          new KeyRange(ControlKeys.ROOT.prefixEnd(), Bytes.EMPTY));
}
