package io.understudy.core.gc;

import io.understudy.core.gc.GcReport.Group;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the verdicts of one view, and remembers the first objects of each. */
final class Tally {

  private static final Comparator<Group> LARGER_FIRST =
      Comparator.comparingLong(Group::objects)
          .reversed()
          .thenComparing(Group::verdict)
          .thenComparing(Group::resource)
          .thenComparing(Group::namespace);

  private final GcLimits limits;
  private final Map<GcVerdict, Long> counts = new EnumMap<>(GcVerdict.class);
  private final Map<GcVerdict, List<Pick>> picks = new EnumMap<>(GcVerdict.class);
  private final Map<Of, Long> groups = new HashMap<>();
  private long ungrouped;
  private long otherUid;
  private long withOwners;

  /** An object to be named in the report. */
  record Pick(Bytes key, boolean parked, GcVerdict verdict) {}

  private record Of(GcVerdict verdict, String resource, String namespace) {}

  Tally(GcLimits limits) {
    this.limits = limits;
  }

  void judged(
      Bytes key, boolean isParked, GcVerdict verdict, java.util.Collection<OwnerState> owners) {
    withOwners++;
    boolean isTouched = verdict != GcVerdict.KEPT && verdict != GcVerdict.STAYS_PARKED;
    otherUid += isTouched && owners.contains(OwnerState.OTHER_UID) ? 1 : 0;
    add(key, isParked, verdict);
  }

  void unreadable(Bytes key, boolean isParked) {
    add(key, isParked, GcVerdict.UNKNOWN);
  }

  private void add(Bytes key, boolean isParked, GcVerdict verdict) {
    counts.merge(verdict, 1L, Long::sum);
    if (verdict == GcVerdict.KEPT) {
      return;
    }
    List<Pick> picked = picks.computeIfAbsent(verdict, v -> new ArrayList<>());
    if (picked.size() < limits.maxFindings()) {
      picked.add(new Pick(key, isParked, verdict));
    }
    Of group = of(key, verdict);
    if (groups.containsKey(group) || groups.size() < limits.maxGroups()) {
      groups.merge(group, 1L, Long::sum);
    } else {
      ungrouped++;
    }
  }

  private static Of of(Bytes key, GcVerdict verdict) {
    RegistryKey parsed = RegistryKeys.parse(key).orElse(new RegistryKey("", "", "", ""));
    String resource =
        parsed.group().isEmpty() ? parsed.resource() : parsed.resource() + "." + parsed.group();
    return new Of(verdict, resource, parsed.namespace());
  }

  /** The worst verdicts first. */
  List<Pick> picks() {
    return picks.values().stream().flatMap(List::stream).limit(limits.maxFindings()).toList();
  }

  GcReport.Answer answer(long objects, List<GcReport.Finding> findings) {
    List<Group> counted = new ArrayList<>();
    groups.forEach(
        (of, count) -> counted.add(new Group(of.verdict, of.resource, of.namespace, count)));
    counted.sort(LARGER_FIRST);
    return new GcReport.Answer(objects, withOwners, counts, otherUid, counted, ungrouped, findings);
  }
}
