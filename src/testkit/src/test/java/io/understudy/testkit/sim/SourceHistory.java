package io.understudy.testkit.sim;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.testkit.ModelStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything the source ever was, kept beside its compactions. */
final class SourceHistory {

  private final ModelStore source;
  private final Map<Long, Revision> revisions = new HashMap<>();
  private final Set<Bytes> keys = new HashSet<>();
  private int seen;

  SourceHistory(ModelStore source) {
    this.source = source;
  }

  void follow() {
    List<Revision> history = source.history();
    for (Revision revision : history.subList(seen, history.size())) {
      revisions.put(revision.number(), revision);
      revision.changes().forEach(change -> keys.add(change.key()));
    }
    seen = history.size();
  }

  @Nullable Revision at(long number) {
    return revisions.get(number);
  }

  boolean everHad(Bytes key) {
    return keys.contains(key);
  }
}
