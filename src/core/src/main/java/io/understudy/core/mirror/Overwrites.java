package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys of the target that a first copy would overwrite.
 *
 * @param examples the first few of them
 */
record Overwrites(long count, List<Bytes> examples) {

  static final Overwrites NONE = new Overwrites(0, List.of());

  private static final int MOST_EXAMPLES = 5;

  Overwrites {
    examples = List.copyOf(examples);
  }

  Overwrites and(Bytes key) {
    List<Bytes> more = new ArrayList<>(examples);
    if (more.size() < MOST_EXAMPLES) {
      more.add(key);
    }
    return new Overwrites(count + 1, more);
  }
}
