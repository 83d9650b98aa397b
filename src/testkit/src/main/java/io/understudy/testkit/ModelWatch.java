package io.understudy.testkit;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A watch of a {@link ModelEtcd}, guarded by its monitor. Fetches from history when it is read. */
final class ModelWatch implements WatchStream {

  /**
   * Revisions held for the reader; what is beyond stays in the store, where compaction takes it.
   */
  private static final int MAX_HELD_REVISIONS = 1000;

  private final ModelEtcd etcd;
  private final KeyRange range;
  private final Queue<Revision> held = new ArrayDeque<>();
  private long nextRevision;
  private Optional<Message> last = Optional.empty();

  ModelWatch(ModelEtcd etcd, KeyRange range, long fromRevision) {
    this.etcd = etcd;
    this.range = range;
    this.nextRevision = fromRevision;
  }

  @Override
  public Message next(Duration patience) {
    synchronized (etcd) {
      long deadline = System.nanoTime() + patience.toNanos();
      Message message = poll();
      while (message instanceof Message.Idle && waits(deadline - System.nanoTime())) {
        message = poll();
      }
      return message;
    }
  }

  @Override
  public boolean isFull() {
    synchronized (etcd) {
      return held.size() >= MAX_HELD_REVISIONS;
    }
  }

  @Override
  public boolean stands() {
    synchronized (etcd) {
      return last.isEmpty() && !isFull();
    }
  }

  @Override
  public void close() {
    synchronized (etcd) {
      held.clear();
      end(new EtcdException(EtcdException.Kind.UNAVAILABLE, "model: watch closed by its reader"));
      etcd.forget(this);
    }
  }

  /** Takes over what there is, up to the bound. */
  void fetch() {
    if (last.isPresent() || held.size() >= MAX_HELD_REVISIONS) {
      return;
    }
    ModelStore store = etcd.store();
    if (store.compactedRevision() != 0 && nextRevision <= store.compactedRevision()) {
      last = Optional.of(new Message.Compacted(store.compactedRevision() + 1));
      return;
    }
    List<Revision> changes = store.changesFrom(nextRevision, range);
    int taken = Math.min(changes.size(), MAX_HELD_REVISIONS - held.size());
    held.addAll(changes.subList(0, taken));
    nextRevision =
        taken < changes.size()
            ? changes.get(taken).number()
            : Math.max(nextRevision, store.revision() + 1);
  }

  void end(EtcdException cause) {
    if (last.isEmpty()) {
      last = Optional.of(new Message.Ended(cause));
    }
  }

  private Message poll() {
    if (held.isEmpty()) {
      fetch();
    }
    Revision revision = held.poll();
    return revision == null ? last.orElseGet(Message.Idle::new) : new Message.Changed(revision);
  }

  /** False when patience is over. */
  private boolean waits(long nanosLeft) {
    if (nanosLeft <= 0) {
      return false;
    }
    try {
      etcd.wait(nanosLeft / 1_000_000, (int) (nanosLeft % 1_000_000));
      return true;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
