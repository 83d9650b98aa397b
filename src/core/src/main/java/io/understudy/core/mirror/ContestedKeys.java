package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The book of keys that comparisons recopied: one that differs again although the source did not
 * change it is contested, since the standby keeps rewriting it. It is recopied after a pause that
 * doubles each time; in between it is reported, not fought over. A change at the source begins
 * anew. Pure: the clock is the caller's. Safe for use by several threads.
 */
public final class ContestedKeys {

  private final Duration firstPause;
  private final Duration longestPause;
  private final int maxKeys;

  /** In the order of their last recopy. */
  private final Map<Bytes, Entry> entries = new LinkedHashMap<>();

  /**
   * @param maxKeys in the book; beyond them the one recopied longest ago is forgotten
   */
  public ContestedKeys(Duration firstPause, Duration longestPause, int maxKeys) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
    this.maxKeys = maxKeys;
  }

  /**
   * A contested key.
   *
   * @param since when it was recopied first
   * @param recopied times since then
   * @param nextAt not recopied before
   */
  public record Contested(Bytes key, Instant since, int recopied, Instant nextAt) {}

  private static final class Entry {
    private final long sourceRevision;
    private final Instant since;
    private Duration pause;
    private Instant nextAt;
    private int recopied = 1;
    private boolean contested;
    private boolean seen;

    private Entry(long sourceRevision, Instant now, Duration pause) {
      this.sourceRevision = sourceRevision;
      this.since = now;
      this.pause = pause;
      this.nextAt = now.plus(pause);
    }
  }

  /**
   * A comparison found the key missing or different.
   *
   * @param sourceRevision at which the source put it last
   * @return whether it is not to be recopied yet
   */
  public synchronized boolean isHeldBack(Bytes key, long sourceRevision, Instant now) {
    Entry entry = entries.get(key);
    if (entry == null || entry.sourceRevision != sourceRevision) {
      return false;
    }
    entry.seen = true;
    entry.contested = true;
    return now.isBefore(entry.nextAt);
  }

  /** The key has been recopied. */
  public synchronized void recopied(Bytes key, long sourceRevision, Instant now) {
    Entry entry = entries.remove(key);
    if (entry == null || entry.sourceRevision != sourceRevision) {
      entry = new Entry(sourceRevision, now, firstPause);
    } else {
      Duration doubled = entry.pause.multipliedBy(2);
      entry.pause = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
      entry.nextAt = now.plus(entry.pause);
      entry.recopied++;
    }
    entry.seen = true;
    entries.put(key, entry);
    if (entries.size() > maxKeys) {
      Iterator<Bytes> oldest = entries.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** A whole comparison has ended: what it found equal, and after its pause, is at peace. */
  public synchronized void endComparison(Instant now) {
    entries.values().removeIf(entry -> !entry.seen && !now.isBefore(entry.nextAt));
    entries.values().forEach(entry -> entry.seen = false);
  }

  /** All that are contested, the one recopied longest ago first. */
  public synchronized List<Contested> contested() {
    List<Contested> contested = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.contested) {
            contested.add(new Contested(key, entry.since, entry.recopied, entry.nextAt));
          }
        });
    return contested;
  }
}
