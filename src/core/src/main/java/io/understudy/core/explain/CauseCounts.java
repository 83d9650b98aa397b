package io.understudy.core.explain;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts causes by cause, resource and namespace. Not thread-safe. */
public final class CauseCounts {

  private static final Comparator<Group> LARGER_FIRST =
      Comparator.comparingLong(Group::count)
          .reversed()
          .thenComparing(Group::cause)
          .thenComparing(Group::resource)
          .thenComparing(Group::namespace);

  private final int maxGroups;
  private final Map<Of, Counted> counts = new HashMap<>();
  private long ungrouped;

  /**
   * @param cause its {@link Cause#id}
   * @param resource with its group where the key spells one, as {@code widgets.example.com}; empty
   *     for a key of no known layout
   * @param namespace empty for cluster-scoped objects
   * @param example the first key of them
   */
  public record Group(String cause, String resource, String namespace, long count, Bytes example) {}

  private record Of(String cause, String resource, String namespace) {}

  private record Counted(long count, Bytes first) {}

  /**
   * @param maxGroups groups counted apart; what is in no other is counted as one
   */
  public CauseCounts(int maxGroups) {
    this.maxGroups = maxGroups;
  }

  public void add(Bytes key, Cause cause) {
    RegistryKey parsed = RegistryKeys.parse(key).orElse(new RegistryKey("", "", "", ""));
    String resource =
        parsed.group().isEmpty() ? parsed.resource() : parsed.resource() + "." + parsed.group();
    Of group = new Of(cause.id(), resource, parsed.namespace());
    if (counts.containsKey(group) || counts.size() < maxGroups) {
      counts.merge(
          group,
          new Counted(1, key),
          (known, more) -> new Counted(known.count + more.count, known.first));
    } else {
      ungrouped++;
    }
  }

  /** Larger ones first. */
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    counts.forEach(
        (of, all) ->
            groups.add(new Group(of.cause, of.resource, of.namespace, all.count, all.first)));
    groups.sort(LARGER_FIRST);
    return groups;
  }

  /** Those that are in none of the groups. */
  public long ungrouped() {
    return ungrouped;
  }
}
