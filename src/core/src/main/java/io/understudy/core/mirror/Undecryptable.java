package io.understudy.core.mirror;

import io.understudy.core.encryption.Reading;
import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of the source that the standby's API server could not read.
 *
 * @param examples the first few keys, each with the reason
 */
record Undecryptable(long count, List<String> examples) {

  static final Undecryptable NONE = new Undecryptable(0, List.of());

  private static final int MOST_EXAMPLES = 5;

  Undecryptable {
    examples = List.copyOf(examples);
  }

  Undecryptable and(Bytes key, Reading.Why why) {
    List<String> more = new ArrayList<>(examples);
    if (more.size() < MOST_EXAMPLES) {
      more.add(key.utf8() + " (" + why.text() + ")");
    }
    return new Undecryptable(count + 1, more);
  }
}
