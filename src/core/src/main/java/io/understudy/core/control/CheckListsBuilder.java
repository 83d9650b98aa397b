package io.understudy.core.control;

import io.understudy.core.control.CheckLists.Cause;
import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Takes what a check finds, key by key, and keeps no more of it than a record can hold: a million
 * differences take no more memory than the first thousands. Of one thread.
 */
public final class CheckListsBuilder {

  private final long maxBytes;
  private final Kept<String> missed = new Kept<>(CheckLists::bytes);
  private final Kept<String> different = new Kept<>(CheckLists::bytes);
  private final Kept<String> blocked = new Kept<>(CheckLists::bytes);
  private final Kept<SurplusKey> surplus = new Kept<>(CheckLists::bytes);

  /**
   * @param maxBytes of the whole record
   */
  public CheckListsBuilder(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  public void missed(Bytes key) {
    missed.add(key.utf8());
  }

  public void different(Bytes key) {
    different.add(key.utf8());
  }

  public void blocked(Bytes key) {
    blocked.add(key.utf8());
  }

  /**
   * @param revision target revision at which it was last put there
   */
  public void surplus(Bytes key, long revision) {
    surplus.add(new SurplusKey(key.utf8(), revision));
  }

  public CheckLists build(List<Cause> causes) {
    return CheckLists.fitting(
        missed.items,
        different.items,
        blocked.items,
        surplus.items,
        causes,
        missed.cut || different.cut || blocked.cut || surplus.cut,
        !surplus.cut,
        maxBytes);
  }

  private final class Kept<T> {

    private final List<T> items = new ArrayList<>();
    private final ToLongFunction<T> size;
    private long bytes;
    private boolean cut;

    Kept(ToLongFunction<T> size) {
      this.size = size;
    }

    void add(T item) {
      long more = cut ? 0 : size.applyAsLong(item);
      cut |= bytes + more > maxBytes;
      if (!cut) {
        bytes += more;
        items.add(item);
      }
    }
  }
}
