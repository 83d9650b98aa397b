package io.understudy.core.role;

import io.understudy.core.control.UnparkRecord;
import io.understudy.core.control.UnparkRecord.Item;
import io.understudy.core.control.UnparkRecord.State;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How far an unpark has come; holds no more objects than it may name, and the keys left.
 *
 * <p>What none of its owners is here for is at first {@link #unowned}: whether it is left, or set
 * aside, shows once all the others are in place.
 */
final class UnparkReport {

  private final UnparkRecord began;
  private final long total;
  private final long doneBefore;
  private final int maxItems;
  private final Set<Bytes> left = new HashSet<>();
  private final Set<Bytes> unowned = new HashSet<>();
  private final List<Item> leftItems = new ArrayList<>();
  private final List<Item> noteItems = new ArrayList<>();
  private long notes;
  private long settled;
  private long setAside;

  /**
   * @param began as the record says; another worker may have done a part
   * @param parked objects that are parked now
   * @param setAside objects that lie aside already
   */
  UnparkReport(UnparkRecord began, long parked, long setAside, int maxItems) {
    this.began = began;
    this.maxItems = maxItems;
    this.setAside = setAside;
    this.total = Math.max(began.total(), parked);
    this.doneBefore = total - parked;
  }

  void placed(int objects) {
    settled += objects;
  }

  void unowned(Bytes key) {
    unowned.add(key);
  }

  boolean isUnowned(Bytes key) {
    return unowned.contains(key);
  }

  Set<Bytes> unowned() {
    return Set.copyOf(unowned);
  }

  void setAside(Bytes key, String why) {
    unowned.remove(key);
    setAside++;
    settled++;
    note(key, why);
  }

  void left(Bytes key, String why) {
    unowned.remove(key);
    if (left.add(key) && leftItems.size() < maxItems) {
      leftItems.add(new Item(key.utf8(), why));
    }
  }

  boolean isLeft(Bytes key) {
    return left.contains(key) || unowned.contains(key);
  }

  void note(Bytes key, String what) {
    notes++;
    if (noteItems.size() < maxItems) {
      noteItems.add(new Item(key.utf8(), what));
    }
  }

  UnparkRecord record(State state, String worker, Instant now) {
    return new UnparkRecord(
        state,
        began.requestedAt(),
        began.reason(),
        now,
        worker,
        total,
        doneBefore + settled,
        left.size() + unowned.size(),
        leftItems,
        setAside,
        notes,
        noteItems);
  }
}
