package io.understudy.failover.reprotect;

import io.understudy.core.orphan.Orphan;
import io.understudy.core.orphan.OrphanSink;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts orphans by kind, resource and namespace, and keeps the first of them; never a value. */
final class OrphanTally implements OrphanSink {

  /** What has no place of its own among so many. */
  static final String OTHERS = "(others)";

  private final int keep;
  private final int groupsMax;
  private final Map<Group, Long> counts = new TreeMap<>();
  private final List<Orphan> first = new ArrayList<>();

  /**
   * @param resource plural, with its group after a dot if it has one; empty if the key is none of
   *     Kubernetes'
   * @param namespace empty for none
   */
  record Group(String kind, String resource, String namespace) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int byKind = kind.compareTo(other.kind);
      int byResource = resource.compareTo(other.resource);
      int rest = byResource == 0 ? namespace.compareTo(other.namespace) : byResource;
      return byKind == 0 ? rest : byKind;
    }
  }

  /**
   * @param keep most orphans that are kept
   */
  OrphanTally(int keep, int groupsMax) {
    this.keep = keep;
    this.groupsMax = groupsMax;
  }

  @Override
  public void startOver() {
    counts.clear();
    first.clear();
  }

  @Override
  public void found(Orphan orphan, @Nullable KeyValue value) {
    Group group = group(orphan.kind().text(), orphan.key());
    boolean fits = counts.containsKey(group) || counts.size() < groupsMax;
    counts.merge(fits ? group : new Group(group.kind, OTHERS, ""), 1L, Long::sum);
    if (first.size() < keep) {
      first.add(orphan);
    }
  }

  Map<Group, Long> counts() {
    return counts;
  }

  List<Orphan> first() {
    return first;
  }

  private static Group group(String kind, Bytes key) {
    Optional<RegistryKey> parsed = RegistryKeys.parse(key);
    if (parsed.isEmpty()) {
      return new Group(kind, "", "");
    }
    RegistryKey object = parsed.get();
    String resource =
        object.group().isEmpty() ? object.resource() : object.resource() + "." + object.group();
    return new Group(kind, resource, object.namespace());
  }
}
