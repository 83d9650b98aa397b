package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.ForeignRecord;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.FieldManager;
import io.understudy.core.registry.ManagedFields;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the target's history and keeps the list of foreign keys: those in scope that exist only
 * because somebody other than the mirror wrote them. The mirror's own revisions carry a control
 * record. Pure.
 */
final class DriftLog {

  private static final int TOUCHED_AT_LEAST = 1_000;

  private final Classifier classifier;
  private final ControlKeys keys;
  private final Set<Bytes> foreign;
  private final Map<Bytes, Txn.Write> unwritten = new LinkedHashMap<>();
  private final Set<Bytes> touched = new HashSet<>();
  private int touchedToLookAt = TOUCHED_AT_LEAST;
  private boolean comparing;
  private boolean complete = true;
  private final long bornRevision;
  private long readTo;

  /**
   * @param bornRevision last target revision before the mirror's first write
   * @param foreign as recorded in the target
   * @param readTo D: history up to here is in that list
   */
  DriftLog(
      Classifier classifier, ControlKeys keys, long bornRevision, Set<Bytes> foreign, long readTo) {
    this.classifier = classifier;
    this.keys = keys;
    this.foreign = new HashSet<>(foreign);
    this.bornRevision = bornRevision;
    this.readTo = readTo;
  }

  long readTo() {
    return readTo;
  }

  boolean isForeign(Bytes key) {
    return foreign.contains(key);
  }

  Set<Bytes> foreign() {
    return Set.copyOf(foreign);
  }

  /**
   * Takes in the next target revision.
   *
   * @param now when it is read
   * @return writes of somebody else to keys in scope
   */
  List<Drift> read(Revision revision, RegistryIndex index, Instant now) {
    boolean own = revision.changes().stream().anyMatch(change -> isOurs(change.key()));
    List<Drift> drift = new ArrayList<>();
    for (Revision.Change change : revision.changes()) {
      if (change.key().startsWith(ControlKeys.ROOT)) {
        continue;
      }
      if (own) {
        settled(change.key());
        forget(change.key());
      } else if (readForeign(change, index, now)) {
        boolean deleted = change instanceof Revision.Change.Delete;
        drift.add(new Drift(change.key(), revision.number(), deleted, now, manager(change)));
      }
    }
    readTo = revision.number();
    return drift;
  }

  private static String manager(Revision.Change change) {
    return change instanceof Revision.Change.Put put
        ? ManagedFields.newest(ManagedFields.of(put.after().value()))
            .map(FieldManager::name)
            .orElse("")
        : "";
  }

  /**
   * A difference found these.
   *
   * @param found each with the target revision of its last put
   */
  void note(Map<Bytes, Long> found, Instant now) {
    found.forEach((key, revision) -> note(key, revision, now));
  }

  /** A whole comparison begins. */
  void beginComparison() {
    touched.clear();
    comparing = true;
  }

  /**
   * A part of the comparison has ended. What is read later was written after that part, or is found
   * there already: so of what history has touched by now only what was found, or is noted here, can
   * be found otherwise at the end. The mirror's own writes are nearly all neither.
   *
   * @param found by then
   */
  void comparedSoFar(Set<Bytes> found) {
    if (touched.size() >= touchedToLookAt) {
      touched.removeIf(key -> !found.contains(key) && !foreign.contains(key));
      touchedToLookAt = Math.max(TOUCHED_AT_LEAST, 2 * touched.size());
    }
  }

  /** Keys that are remembered as touched; bounded by those found and those noted. */
  int touchedKeys() {
    return touched.size();
  }

  /** Some history cannot be read: what it held is unknown until a whole comparison ends. */
  void gap() {
    complete = false;
    comparing = false;
  }

  /** After a gap: history is read on from here. */
  void skipTo(long revision) {
    readTo = revision;
  }

  /** History is read again from here, without a gap this time. */
  void rewindTo(long revision) {
    readTo = revision;
    complete = true;
  }

  /** Whether the list of foreign keys is true for {@link #readTo}. */
  boolean isComplete() {
    return complete;
  }

  /**
   * What it found are all the foreign keys, but for those that history has touched since.
   *
   * @param found each with the target revision of its last put
   * @param walked what was compared; of other keys it says nothing
   */
  void endComparison(Map<Bytes, Long> found, KeyRange walked, Instant now) {
    for (Bytes key : List.copyOf(foreign)) {
      if (walked.contains(key) && !found.containsKey(key) && !touched.contains(key)) {
        forget(key);
      }
    }
    found.forEach(
        (key, revision) -> {
          if (!touched.contains(key)) {
            note(key, revision, now);
          }
        });
    touched.clear();
    comparing = false;
    complete = true;
  }

  boolean hasUnwritten() {
    return !unwritten.isEmpty();
  }

  /** Records to put or delete, at most so many; they are the caller's to write. */
  List<Txn.Write> takeUnwritten(int most) {
    List<Txn.Write> writes = new ArrayList<>();
    var all = unwritten.values().iterator();
    while (all.hasNext() && writes.size() < most) {
      writes.add(all.next());
      all.remove();
    }
    return writes;
  }

  /** History tells whose the key is now, whatever the comparison under way found. */
  private void settled(Bytes key) {
    if (comparing) {
      touched.add(key);
    }
  }

  private boolean isOurs(Bytes key) {
    return key.equals(keys.checkpoint()) || key.equals(keys.copying()) || key.equals(keys.lead());
  }

  private boolean readForeign(Revision.Change change, RegistryIndex index, Instant now) {
    Life wanted = index.life(change.key());
    boolean isWanted = wanted != null && wanted.placement() == Placement.MIRROR;
    return switch (change) {
      case Revision.Change.Delete delete -> {
        boolean counted = isWanted || foreign.contains(delete.key());
        settled(delete.key());
        forget(delete.key());
        yield counted;
      }
      case Revision.Change.Put put -> {
        boolean inScope = isInScope(put.after());
        if (inScope && !isWanted && isNew(put.after())) {
          settled(put.key());
          note(put.key(), put.after().modRevision(), now);
        }
        yield inScope;
      }
    };
  }

  /** Created by them, or there before the mirror and theirs since. */
  private boolean isNew(KeyValue kv) {
    return kv.createRevision() == kv.modRevision() || kv.createRevision() <= bornRevision;
  }

  private boolean isInScope(KeyValue kv) {
    return classifier.classify(kv).verdict().placement() != Placement.LEAVE_OUT;
  }

  private void note(Bytes key, long revision, Instant now) {
    if (foreign.add(key) && key.at(0) == '/') {
      Bytes record = keys.foreign(key);
      ForeignRecord seen = new ForeignRecord(revision, Optional.of(now));
      unwritten.put(record, Txn.put(record, seen.toJson()));
    }
  }

  private void forget(Bytes key) {
    if (foreign.remove(key)) {
      Bytes record = keys.foreign(key);
      unwritten.put(record, Txn.delete(record));
    }
  }
}
