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
    Journal journal = new Journal(List.of(first), RunState.begun(first));
    for (Entry entry : entries.subList(1, entries.size())) {
      journal = journal.with(entry);
    }
    return journal;
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
    requireNext(next, entries.size(), last().hash());
    List<Entry> longer = new ArrayList<>(entries);
    longer.add(next);
    return new Journal(longer, state.after(next));
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
