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

/** How far an unpark has come; holds no more objects than it may name, and the keys left. */
final class UnparkReport {

  private final UnparkRecord began;
  private final long total;
  private final long doneBefore;
  private final int maxItems;
  private final Set<Bytes> left = new HashSet<>();
  private final List<Item> leftItems = new ArrayList<>();
  private final List<Item> noteItems = new ArrayList<>();
  private long notes;
  private long placed;
  private long unowned;

  /**
   * @param began as the record says; another worker may have done a part
   * @param parked objects that are parked now
   */
  UnparkReport(UnparkRecord began, long parked, int maxItems) {
    this.began = began;
    this.maxItems = maxItems;
    this.total = Math.max(began.total(), parked);
    this.doneBefore = total - parked;
  }

  void placed(int objects) {
    placed += objects;
  }

  void left(Bytes key, String why) {
    if (left.add(key) && leftItems.size() < maxItems) {
      leftItems.add(new Item(key.utf8(), why));
    }
  }

  /** Left, as none of its owners is there. */
  void unowned(Bytes key, String why) {
    unowned += left.contains(key) ? 0 : 1;
    left(key, why);
  }

  boolean isLeft(Bytes key) {
    return left.contains(key);
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
        doneBefore + placed,
        left.size(),
        leftItems,
        unowned,
        notes,
        noteItems);
  }
}
