package io.understudy.core.failover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a run's journal says, with each entry bound to the one before it. Immutable; what it comes
 * to is kept beside it.
 */
public final class Journal {

  private final List<Entry> entries;
  private final RunState state;

  private Journal(List<Entry> entries, RunState state) {
    this.entries = Collections.unmodifiableList(entries);
    this.state = state;
  }

  /**
   * @param entries in their order, the first one {@link Event.Begun}
   * @throws JournalException if an entry is missing, or one does not follow from that before it
   */
  public static Journal of(List<Entry> entries) {
    if (entries.isEmpty() || !(entries.getFirst().event() instanceof Event.Begun)) {
      throw new JournalException("it does not begin with what was asked for");
    }
    Entry first = entries.getFirst();
    requireNext(first, 0, "");
    return new Journal(List.of(first), RunState.begun(first))
        .with(entries.subList(1, entries.size()));
  }

  public List<Entry> entries() {
    return entries;
  }

  public Entry last() {
    return entries.getLast();
  }

  /**
   * @throws JournalException if it does not follow
   */
  public Journal with(Entry next) {
    return with(List.of(next));
  }

  /**
   * @param more in their order
   * @throws JournalException if one does not follow
   */
  Journal with(List<Entry> more) {
    List<Entry> longer = new ArrayList<>(entries);
    RunState now = state;
    for (Entry next : more) {
      requireNext(next, longer.size(), longer.getLast().hash());
      longer.add(next);
      now = now.after(next);
    }
    return new Journal(longer, now);
  }

  public RunState state() {
    return state;
  }

  private static void requireNext(Entry entry, int number, String previous) {
    if (entry.number() != number) {
      throw new JournalException(
          "entry " + number + " is missing: what follows is " + entry.number());
    }
    if (!entry.previous().equals(previous)) {
      throw new JournalException(
          "entry "
              + number
              + " does not follow from the one before it: one of the two was changed");
    }
  }
}
