package io.understudy.sync.status;

import io.understudy.core.mirror.Drift;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest writes by others that this replica saw while it led, and how many there were. Safe for
 * use by several threads.
 */
public final class DriftBoard {

  /** Counted one by one; those of all further namespaces together. */
  private static final int MAX_NAMESPACES = 1_000;

  /** Likewise: the names of managers are chosen by whoever writes. */
  private static final int MAX_MANAGERS = 200;

  private static final String OTHERS = "(others)";

  private final int keep;
  private final Instant since;
  private final Deque<Write> newest = new ArrayDeque<>();
  private final Map<String, Long> byNamespace = new TreeMap<>();
  private final Map<String, Long> byManager = new TreeMap<>();
  private long total;

  /**
   * @param keep writes that are kept
   * @param since when counting began
   */
  public DriftBoard(int keep, Instant since) {
    this.keep = keep;
    this.since = since;
  }

  /**
   * One write.
   *
   * @param namespace empty for a cluster-scoped object
   * @param change put or delete
   * @param seenAt when the mirror read it in the target's history
   * @param manager the field manager that wrote last, by the object itself; empty if that is not
   *     told: a deletion, an encrypted object
   */
  public record Write(
      String key,
      String namespace,
      String change,
      long targetRevision,
      Instant seenAt,
      String manager) {}

  /**
   * @param total since then
   * @param byNamespace all of them; the empty name stands for cluster-scoped objects
   * @param byManager all of them by field manager; the empty name stands for those not told
   * @param newest the newest first
   */
  public record Writes(
      Instant since,
      long total,
      Map<String, Long> byNamespace,
      Map<String, Long> byManager,
      List<Write> newest) {}

  synchronized void add(Drift drift) {
    String namespace = RegistryKeys.parse(drift.key()).map(RegistryKey::namespace).orElse("");
    if (newest.size() == keep) {
      newest.removeLast();
    }
    newest.addFirst(
        new Write(
            drift.key().utf8(),
            namespace,
            drift.deleted() ? "delete" : "put",
            drift.targetRevision(),
            drift.seenAt(),
            drift.manager()));
    count(byNamespace, namespace, MAX_NAMESPACES);
    count(byManager, drift.manager(), MAX_MANAGERS);
    total++;
  }

  private static void count(Map<String, Long> counts, String name, int most) {
    boolean counted = counts.containsKey(name) || counts.size() < most;
    counts.merge(counted ? name : OTHERS, 1L, Long::sum);
  }

  public synchronized Optional<Write> last() {
    return Optional.ofNullable(newest.peekFirst());
  }

  /**
   * @param limit of the newest ones
   */
  public synchronized Writes read(int limit) {
    List<Write> some = new ArrayList<>();
    Iterator<Write> all = newest.iterator();
    while (all.hasNext() && some.size() < limit) {
      some.add(all.next());
    }
    return new Writes(since, total, new TreeMap<>(byNamespace), new TreeMap<>(byManager), some);
  }
}
