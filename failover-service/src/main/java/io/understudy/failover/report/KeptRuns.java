package io.understudy.failover.report;

import io.understudy.core.failover.Event;
import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.Verb;
import io.understudy.failover.run.RunListener;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the kept journals come to, whoever wrote them: so it survives restarts. Of the runs that are
 * closed one is read again each time, in turn, as a journal that was changed since has to show.
 * Safe for several threads.
 */
@Singleton
public class KeptRuns implements RunListener {

  private static final Comparator<Glance> BY_TIME = Comparator.comparing(Glance::id);

  private final RunBook book;
  private final InstantSource time;
  private final Map<String, Glance> runs = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();
  private int looks;
  private boolean isRead;

  @Inject
  KeptRuns(RunBook book, InstantSource time) {
    this.book = book;
    this.time = time;
  }

  @Override
  public synchronized void told(RunBook.Kept kept, Event event) {
    runs.put(kept.id(), Glance.at(kept, time.instant()));
  }

  /**
   * Reads what is new.
   *
   * @throws io.understudy.core.port.EtcdException if this site's etcd does not answer
   */
  void refresh() {
    List<String> ids = book.ids();
    String again = ids.isEmpty() ? "" : ids.get(Math.floorMod(looks++, ids.size()));
    for (String id : ids) {
      if (!isDone(id) || id.equals(again)) {
        read(id);
      }
    }
    synchronized (this) {
      runs.keySet().retainAll(ids);
      unreadable.retainAll(ids);
      isRead = true;
    }
  }

  private void read(String id) {
    try {
      book.load(id).ifPresent(this::seen);
      synchronized (this) {
        unreadable.remove(id);
      }
    } catch (JournalException changed) {
      synchronized (this) {
        unreadable.add(id);
      }
    }
  }

  private synchronized boolean isDone(String id) {
    Glance known = runs.get(id);
    return known != null && known.isClosed();
  }

  private synchronized void seen(RunBook.Kept kept) {
    Glance before = runs.get(kept.id());
    // What this process was told meanwhile is newer than what it had begun to read.
    if (before == null || !before.isClosed()) {
      runs.put(kept.id(), Glance.at(kept, time.instant()));
    }
  }

  /** Whether the journals have been read at all. */
  synchronized boolean isRead() {
    return isRead;
  }

  /** Runs whose journal is damaged or was changed. */
  synchronized int unreadable() {
    return unreadable.size();
  }

  synchronized Optional<Glance> newest(Verb verb) {
    return runs.values().stream().filter(run -> run.verb() == verb).max(BY_TIME);
  }

  /** The newest that ended well. */
  Optional<Glance> newestSuccess(Verb verb) {
    return newestThat(verb, run -> run.state().equals("succeeded"));
  }

  /** What the newest run of the verb that has such a figure has. */
  <T> Optional<T> newest(Verb verb, Function<Glance, Optional<T>> figure) {
    return newestThat(verb, run -> figure.apply(run).isPresent()).flatMap(figure);
  }

  private synchronized Optional<Glance> newestThat(Verb verb, Predicate<Glance> which) {
    return runs.values().stream().filter(run -> run.verb() == verb).filter(which).max(BY_TIME);
  }
}
