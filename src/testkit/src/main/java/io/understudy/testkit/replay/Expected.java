package io.understudy.testkit.replay;

import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where each object of a source belongs on the target, worked out apart from the mirror: a map of
 * all objects, and a fixpoint over their owners. Of the product it takes the rules, the reader of
 * stored values and the size that is too large.
 *
 * <p>It does not follow owners that are encrypted; there its answer is not the mirror's.
 */
public final class Expected {

  private final Rules rules;
  private final TargetLimit limit;
  private final Map<Bytes, Entry> objects = new HashMap<>();
  private final Map<String, Bytes> keyByUid = new HashMap<>();
  private final Map<String, Set<Bytes>> dependents = new HashMap<>();

  public Expected(Rules rules) {
    this(rules, new TargetLimit(TargetLimit.DEFAULT_MAX_REQUEST_BYTES));
  }

  /**
   * @param limit how large an object may be
   */
  public Expected(Rules rules, TargetLimit limit) {
    this.rules = rules;
    this.limit = limit;
  }

  /**
   * An object and its place.
   *
   * @param reason which rule placed it, before its owners were looked at
   */
  public record Place(KeyValue object, Placement placement, String reason) {}

  private static final class Entry {
    private final KeyValue object;
    private final StoredFacts facts;
    private final Placement own;
    private final String reason;
    private final boolean followsOwners;
    private Placement placement;

    private Entry(KeyValue object, Classified classified, boolean followOwners, boolean tooLarge) {
      this.object = object;
      this.facts = StoredFacts.of(classified.envelope());
      Placement ruled = own(object.key(), classified.verdict().placement());
      this.own = tooLarge && ruled != Placement.LEAVE_OUT ? Placement.BLOCKED : ruled;
      this.reason = classified.verdict().rule();
      this.followsOwners =
          followOwners
              && !classified.verdict().regardlessOfOwners()
              && own != Placement.LEAVE_OUT
              && !facts.owners().isEmpty();
      this.placement = own;
    }

    /** A key that does not start with a slash has nowhere to be parked. */
    private static Placement own(Bytes key, Placement placement) {
      boolean parkable = !key.isEmpty() && key.at(0) == '/';
      return placement == Placement.PARK && !parkable ? Placement.LEAVE_OUT : placement;
    }
  }

  /** The same objects under other rules. */
  Expected under(Rules others) {
    Expected anew = new Expected(others, limit);
    List<Change> all = new ArrayList<>(objects.size());
    objects.values().forEach(entry -> all.add(new Change.Put(entry.object)));
    anew.apply(all);
    return anew;
  }

  /** What is expected of this key; empty if the source has no such object. */
  public Optional<Place> of(Bytes key) {
    return Optional.ofNullable(objects.get(key))
        .map(entry -> new Place(entry.object, entry.placement, entry.reason));
  }

  /** Keys of all objects of the source. */
  public Set<Bytes> keys() {
    return objects.keySet();
  }

  /**
   * Takes over what happened at one source revision.
   *
   * @return every key of which something else may be expected now
   */
  public Set<Bytes> apply(Collection<Change> changes) {
    Set<Bytes> affected = new LinkedHashSet<>();
    for (Change change : changes) {
      affected.add(change.key());
      remove(change.key(), affected);
      if (change instanceof Change.Put put) {
        add(put.after(), affected);
      }
    }
    solve(affected);
    return affected;
  }

  private void add(KeyValue object, Set<Bytes> affected) {
    boolean tooLarge = limit.isTooLarge(object.key(), object.value().length());
    Entry entry = new Entry(object, rules.classify(object), rules.followOwners(), tooLarge);
    objects.put(object.key(), entry);
    for (String owner : entry.facts.owners()) {
      dependents.computeIfAbsent(owner, uid -> new HashSet<>()).add(object.key());
    }
    if (!entry.facts.uid().isEmpty()) {
      keyByUid.put(entry.facts.uid(), object.key());
      below(entry.facts.uid(), affected);
    }
  }

  private void remove(Bytes key, Set<Bytes> affected) {
    Entry entry = objects.remove(key);
    if (entry == null) {
      return;
    }
    for (String owner : entry.facts.owners()) {
      dependents.getOrDefault(owner, Set.of()).remove(key);
    }
    if (keyByUid.remove(entry.facts.uid(), key)) {
      below(entry.facts.uid(), affected);
    }
  }

  private void below(String uid, Set<Bytes> affected) {
    Deque<String> open = new ArrayDeque<>(Set.of(uid));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      for (Bytes key : dependents.getOrDefault(open.remove(), Set.of())) {
        affected.add(key);
        Entry entry = objects.get(key);
        if (entry != null && seen.add(entry.facts.uid())) {
          open.add(entry.facts.uid());
        }
      }
    }
  }

  /** Starts all that have owners parked and lets them out as their owners allow. */
  private void solve(Set<Bytes> affected) {
    Set<Entry> open = new LinkedHashSet<>();
    for (Bytes key : affected) {
      Entry entry = objects.get(key);
      if (entry != null && entry.followsOwners) {
        entry.placement = Placement.PARK;
        open.add(entry);
      }
    }
    boolean changed = true;
    while (changed) {
      changed = open.removeIf(this::settles);
    }
    open.stream()
        .filter(entry -> entry.own == Placement.BLOCKED)
        .forEach(entry -> entry.placement = Placement.BLOCKED);
  }

  /** Whether its owners let it out of park, for good. */
  private boolean settles(Entry entry) {
    int visible = 0;
    int leftOut = 0;
    for (String owner : entry.facts.owners()) {
      Entry above = objects.get(keyByUid.getOrDefault(owner, Bytes.EMPTY));
      if (above != null) {
        visible += above.placement == Placement.MIRROR ? 1 : 0;
        leftOut += above.placement == Placement.LEAVE_OUT ? 1 : 0;
      }
    }
    int owners = entry.facts.owners().size();
    if (leftOut == owners) {
      entry.placement = Placement.LEAVE_OUT;
    } else if (visible == owners && entry.own == Placement.MIRROR) {
      entry.placement = Placement.MIRROR;
    }
    return entry.placement != Placement.PARK;
  }
}
