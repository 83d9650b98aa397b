package io.understudy.core.ownership;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Ids of keys and UIDs, a byte of state and the number of a rule, by slot number, in chunks so that
 * growth copies nothing.
 */
public final class Slots {

  private static final int CHUNK_BITS = 14;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int LONGS = 4;

  private final List<long[]> ids = new ArrayList<>();
  private final List<byte[]> states = new ArrayList<>();
  private final List<char[]> rules = new ArrayList<>();
  private int used;
  private int[] free = new int[64];
  private int freed;

  public int take() {
    if (freed > 0) {
      return free[--freed];
    }
    if (used >>> CHUNK_BITS == ids.size()) {
      ids.add(new long[CHUNK * LONGS]);
      states.add(new byte[CHUNK]);
      rules.add(new char[CHUNK]);
    }
    return used++;
  }

  void giveBack(int slot) {
    if (freed == free.length) {
      free = java.util.Arrays.copyOf(free, freed * 2);
    }
    free[freed++] = slot;
    setState(slot, (byte) 0);
  }

  public int size() {
    return used - freed;
  }

  /** Those in use, as a copy. */
  BitSet taken() {
    BitSet taken = new BitSet(used);
    taken.set(0, used);
    for (int i = 0; i < freed; i++) {
      taken.clear(free[i]);
    }
    return taken;
  }

  Id key(int slot) {
    return id(slot, 0);
  }

  public void setKey(int slot, Id id) {
    setId(slot, 0, id);
  }

  public Id uid(int slot) {
    return id(slot, 2);
  }

  public void setUid(int slot, Id id) {
    setId(slot, 2, id);
  }

  public byte state(int slot) {
    return states.get(slot >>> CHUNK_BITS)[slot & CHUNK - 1];
  }

  public void setState(int slot, byte state) {
    states.get(slot >>> CHUNK_BITS)[slot & CHUNK - 1] = state;
  }

  public char rule(int slot) {
    return rules.get(slot >>> CHUNK_BITS)[slot & CHUNK - 1];
  }

  public void setRule(int slot, char rule) {
    rules.get(slot >>> CHUNK_BITS)[slot & CHUNK - 1] = rule;
  }

  public IdTable.Ids keys() {
    return view(0);
  }

  public IdTable.Ids uids() {
    return view(2);
  }

  private IdTable.Ids view(int offset) {
    return new IdTable.Ids() {
      @Override
      public boolean matches(int slot, Id id) {
        long[] chunk = ids.get(slot >>> CHUNK_BITS);
        int at = (slot & CHUNK - 1) * LONGS + offset;
        return chunk[at] == id.high() && chunk[at + 1] == id.low();
      }

      @Override
      public Id idOf(int slot) {
        return id(slot, offset);
      }
    };
  }

  private Id id(int slot, int offset) {
    long[] chunk = ids.get(slot >>> CHUNK_BITS);
    int at = (slot & CHUNK - 1) * LONGS + offset;
    return new Id(chunk[at], chunk[at + 1]);
  }

  private void setId(int slot, int offset, Id id) {
    long[] chunk = ids.get(slot >>> CHUNK_BITS);
    int at = (slot & CHUNK - 1) * LONGS + offset;
    chunk[at] = id.high();
    chunk[at + 1] = id.low();
  }
}
