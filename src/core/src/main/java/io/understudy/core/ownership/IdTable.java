package io.understudy.core.ownership;

import java.util.Arrays;

/**
 * Finds the slot of an id: open addressing over slot numbers, the ids themselves stay with the
 * slots. Four bytes an entry and a load of at most two thirds.
 */
public final class IdTable {

  /** Where the ids are kept. */
  public interface Ids {
    boolean matches(int slot, Id id);

    Id idOf(int slot);
  }

  private static final int FREE = -1;

  private final Ids ids;
  private int[] buckets = freeBuckets(1 << 10);
  private int size;

  public IdTable(Ids ids) {
    this.ids = ids;
  }

  /**
   * @return the slot, or -1
   */
  public int find(Id id) {
    int mask = buckets.length - 1;
    for (int i = id.bucket(mask); buckets[i] != FREE; i = i + 1 & mask) {
      if (ids.matches(buckets[i], id)) {
        return buckets[i];
      }
    }
    return -1;
  }

  /** Enters or replaces. */
  public void put(Id id, int slot) {
    int mask = buckets.length - 1;
    int i = id.bucket(mask);
    while (buckets[i] != FREE && !ids.matches(buckets[i], id)) {
      i = i + 1 & mask;
    }
    if (buckets[i] == FREE) {
      size++;
    }
    buckets[i] = slot;
    if (size * 3L > buckets.length * 2L) {
      grow();
    }
  }

  /** Removes the entry if it leads to this slot. The slot's id must still be in place. */
  void remove(Id id, int slot) {
    int mask = buckets.length - 1;
    int i = id.bucket(mask);
    while (buckets[i] != FREE && buckets[i] != slot) {
      i = i + 1 & mask;
    }
    if (buckets[i] == FREE) {
      return;
    }
    size--;
    closeGap(i, mask);
  }

  /** Moves later entries of the run back so that no search stops at the hole. */
  private void closeGap(int hole, int mask) {
    int i = hole;
    for (int next = i + 1 & mask; buckets[next] != FREE; next = next + 1 & mask) {
      int home = ids.idOf(buckets[next]).bucket(mask);
      if ((next - home & mask) >= (next - i & mask)) {
        buckets[i] = buckets[next];
        i = next;
      }
    }
    buckets[i] = FREE;
  }

  private void grow() {
    int[] old = buckets;
    buckets = freeBuckets(old.length * 2);
    int mask = buckets.length - 1;
    for (int slot : old) {
      if (slot != FREE) {
        int i = ids.idOf(slot).bucket(mask);
        while (buckets[i] != FREE) {
          i = i + 1 & mask;
        }
        buckets[i] = slot;
      }
    }
  }

  private static int[] freeBuckets(int length) {
    int[] free = new int[length];
    Arrays.fill(free, FREE);
    return free;
  }
}
