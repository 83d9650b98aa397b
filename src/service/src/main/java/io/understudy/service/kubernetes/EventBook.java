package io.understudy.service.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Notices on their way to become Events. The same notice counts up instead of queueing; what does
 * not fit is dropped and counted; what is due comes out no faster than allowed. Nothing here waits.
 * Safe for use by several threads.
 */
public final class EventBook {

  /** So long the same notice is not written again; it is counted meanwhile. */
  static final Duration REPEAT_INTERVAL = Duration.ofSeconds(60);

  /**
   * @param count times it happened since it was last written
   */
  public record Due(Notice notice, int count, Instant first, Instant last) {

    private Due and(Due later) {
      return new Due(notice, count + later.count, first, later.last);
    }
  }

  private final int capacity;
  private final int perMinute;
  private final Map<Notice, Due> waiting = new LinkedHashMap<>();
  private final Map<Notice, Instant> written = new LinkedHashMap<>();
  private Instant minute = Instant.MIN;
  private int inMinute;
  private long dropped;

  /**
   * @param capacity different notices that may wait
   * @param perMinute Events written in one minute
   */
  public EventBook(int capacity, int perMinute) {
    this.capacity = capacity;
    this.perMinute = perMinute;
  }

  public synchronized void add(Notice notice, Instant at) {
    keep(new Due(notice, 1, at, at));
  }

  /** The writing failed: it is due again. */
  public synchronized void giveBack(Due due) {
    written.remove(due.notice);
    inMinute--;
    Due since = waiting.remove(due.notice);
    keep(since == null ? due : due.and(since));
  }

  /** What may be written now; each is taken to be written. */
  public synchronized List<Due> take(Instant now) {
    written.values().removeIf(at -> !now.isBefore(at.plus(REPEAT_INTERVAL)));
    if (!now.isBefore(minute.plus(REPEAT_INTERVAL))) {
      minute = now;
      inMinute = 0;
    }
    List<Due> due = new ArrayList<>();
    Iterator<Due> all = waiting.values().iterator();
    while (all.hasNext() && inMinute < perMinute) {
      Due next = all.next();
      if (!written.containsKey(next.notice)) {
        all.remove();
        written.put(next.notice, now);
        inMinute++;
        due.add(next);
      }
    }
    return due;
  }

  /**
   * Hands out what is due.
   *
   * @param writer may fail: one failure says enough of the API server for now, and what has not
   *     been written is due again
   */
  public void write(Instant now, Consumer<Due> writer) {
    Deque<Due> due = new ArrayDeque<>(take(now));
    try {
      while (!due.isEmpty()) {
        writer.accept(due.element());
        due.remove();
      }
    } finally {
      due.forEach(this::giveBack);
    }
  }

  /** Notices that did not fit. */
  public synchronized long dropped() {
    return dropped;
  }

  private void keep(Due due) {
    Due before = waiting.get(due.notice);
    if (before != null) {
      waiting.put(due.notice, before.and(due));
    } else if (waiting.size() < capacity) {
      waiting.put(due.notice, due);
    } else {
      dropped += due.count;
    }
  }
}
