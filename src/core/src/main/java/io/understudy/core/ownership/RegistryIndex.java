package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where every object of the source belongs, its owners considered, at one source revision.
 *
 * <p>An object is visible (mirrored) only if its rule mirrors it and every owner is visible. With
 * owners that are all left out it is left out; with any owner parked, blocked, left out, absent, or
 * itself above it (a cycle), it is parked. An object that is too large for the target is blocked,
 * unless it is left out. This is the least solution, so it depends on the objects alone, not on the
 * order in which they came.
 *
 * <p>Deletions come as changes, or, to a reader that has no watch, out of a complete listing of the
 * source between {@link #beginListing} and {@link #endListing}.
 *
 * <p>Memory: about 50 bytes an object, some 300 more for one that has owners, and a bit while a
 * listing goes on. Not thread-safe.
 */
public final class RegistryIndex {

  private final ObjectTable objects = new ObjectTable();
  private final LaterValue later = new LaterValue(objects);
  private final PlacementSolver solver;
  private @Nullable Listing listing;

  public RegistryIndex(boolean followOwners) {
    this.solver = new PlacementSolver(objects, followOwners);
  }

  /** One step of the source's history. */
  public sealed interface Change {
    Bytes key();

    record Put(Facts facts) implements Change {
      @Override
      public Bytes key() {
        return facts.key();
      }
    }

    record Remove(Bytes key) implements Change {}
  }

  /**
   * Takes over changes that happened at once.
   *
   * @return a move for each changed key, and for each other object whose placement they changed
   */
  public List<Move> apply(List<Change> changes) {
    Map<Bytes, @Nullable Life> before = new LinkedHashMap<>();
    Set<Bytes> changed = new LinkedHashSet<>();
    Set<Integer> affected = new LinkedHashSet<>();
    for (Change change : changes) {
      changed.add(change.key());
      before.putIfAbsent(change.key(), life(change.key()));
      switch (change) {
        case Change.Put put -> put(put.facts(), affected);
        case Change.Remove remove -> remove(remove.key(), affected);
      }
    }
    solver.solve(
        affected,
        object -> {
          if (!before.containsKey(object.key)) {
            before.put(object.key, objects.life(object.slot));
          }
        });
    return moves(before, changed);
  }

  /**
   * What is neither put nor {@link #listed} from here on is gone by {@link #endListing}. A listing
   * that goes on already is given up for the new one.
   */
  public void beginListing() {
    listing = new Listing(objects.taken());
  }

  /**
   * The source still has this key.
   *
   * @return whether an object is known under it; if not, it is to be read and put
   * @throws IllegalStateException if no listing goes on
   */
  public boolean listed(Bytes key) {
    Listing going = going();
    int slot = objects.find(key);
    if (slot >= 0) {
      going.listed(slot);
    }
    return slot >= 0;
  }

  /**
   * Removes every object that the listing did not show, all at once, as if each had been deleted.
   *
   * @return how many those were
   * @throws IllegalStateException if no listing goes on
   */
  public long endListing() {
    Listing ended = going();
    listing = null;
    Set<Integer> affected = new LinkedHashSet<>();
    // All of them leave the graph before anything is searched in it: what hangs together goes in
    // time that grows with its size alone.
    ended.forEachUnlisted(slot -> objects.dependents(slot, affected::add));
    ended.forEachUnlisted(objects::detach);
    ended.forEachUnlisted(objects::giveBack);
    affected.removeIf(ended::isUnlisted);
    solver.below(List.copyOf(affected), affected);
    solver.solve(affected, object -> {});
    return ended.unlisted();
  }

  /** The object under this key, or null. */
  public @Nullable Life life(Bytes key) {
    int slot = objects.find(key);
    return slot < 0 ? null : objects.life(slot);
  }

  public int size() {
    return objects.size();
  }

  public long count(Placement placement) {
    return objects.counts().at(placement);
  }

  /** How many objects each rule decides of, by where they are; what has none is not listed. */
  public List<RuleCount> byRule() {
    return objects.counts().byRule();
  }

  /** Keys of the registry whose layout is unknown. */
  public long unparsable() {
    return objects.counts().unparsable();
  }

  /** Objects in scope whose owners cannot be read, so that nothing proves their order. */
  public long orderUnproven() {
    return objects.marks().unproven();
  }

  /** Objects in scope that the standby's API server cannot read. */
  public long undecryptable() {
    return objects.marks().undecryptable();
  }

  /** Of the object's present life; 0 if there is no such object. */
  public long createRevision(Bytes key) {
    int slot = objects.find(key);
    return slot < 0 ? 0 : objects.marks().createRevision(slot);
  }

  /** Objects that have owners and follow them. */
  public List<Bytes> ownedKeys() {
    return objects.ownedKeys();
  }

  /** Placement of an owner as far as it is known: null if no such object exists. */
  public @Nullable Placement placementOf(Facts.Owner owner) {
    int slot = objects.find(owner);
    return slot < 0 ? null : objects.effective(slot);
  }

  /** Whether another object names this one as its owner. */
  public boolean hasDependents(Bytes key) {
    int slot = objects.find(key);
    return slot >= 0 && objects.hasDependents(slot);
  }

  /** Notes that the target does not hold this object as it should yet. */
  public void markUnsettled(Bytes key, boolean unsettled) {
    int slot = objects.find(key);
    if (slot >= 0) {
      objects.setUnsettled(slot, unsettled);
    }
  }

  /** Whether it was so noted. */
  public boolean isUnsettled(Bytes key) {
    int slot = objects.find(key);
    return slot >= 0 && objects.isUnsettled(slot);
  }

  /** Whether the target holds every owner of this object, so that it may be shown itself. */
  public boolean ownersSettled(Bytes key) {
    int slot = objects.find(key);
    return slot < 0 || objects.owners(slot).stream().allMatch(owner -> isSettled(owner, slot));
  }

  private boolean isSettled(Facts.Owner owner, int dependent) {
    int slot = objects.find(owner);
    return slot < 0 ? !solver.followsOwners(dependent) : !objects.isUnsettled(slot);
  }

  private void put(Facts facts, Set<Integer> affected) {
    int slot = objects.find(facts.key());
    if (slot >= 0) {
      putAgain(slot, facts, affected);
    } else {
      enter(objects.take(facts.key()), facts, affected);
    }
  }

  private void putAgain(int slot, Facts facts, Set<Integer> affected) {
    if (listing != null) {
      listing.listed(slot);
    }
    if (later.isReadNoMore(slot, facts)) {
      if (later.blocksOtherwise(slot, facts)) {
        putAgain(slot, later.asRead(slot, facts), affected);
      }
      objects.marks().set(slot, true, facts);
    } else if (later.isSame(slot, facts)) {
      objects.marks().set(slot, facts.opaque(), facts);
      objects.setRule(slot, facts.rule());
    } else {
      solver.below(slot, affected);
      objects.detach(slot);
      enter(slot, facts, affected);
    }
  }

  private void enter(int slot, Facts facts, Set<Integer> affected) {
    if (listing != null) {
      // The slot may have been another's as the listing began.
      listing.listed(slot);
    }
    objects.attach(slot, facts);
    affected.add(slot);
    solver.below(slot, affected);
  }

  private void remove(Bytes key, Set<Integer> affected) {
    int slot = objects.find(key);
    if (slot < 0) {
      return;
    }
    solver.below(slot, affected);
    affected.remove(slot);
    objects.detach(slot);
    objects.giveBack(slot);
    if (listing != null) {
      listing.listed(slot);
    }
  }

  private Listing going() {
    if (listing == null) {
      throw new IllegalStateException("no listing goes on: beginListing comes first");
    }
    return listing;
  }

  private List<Move> moves(Map<Bytes, @Nullable Life> before, Set<Bytes> changed) {
    List<Move> moves = new ArrayList<>(before.size());
    before.forEach(
        (key, was) -> {
          Life is = life(key);
          boolean itself = changed.contains(key);
          if (itself ? was != null || is != null : was != null && is != null && moved(was, is)) {
            moves.add(new Move(key, was, is, itself));
          }
        });
    return moves;
  }

  private static boolean moved(Life was, Life is) {
    return was.placement() != is.placement();
  }
}
