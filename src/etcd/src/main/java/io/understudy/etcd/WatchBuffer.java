package io.understudy.etcd;

import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a watch has received and its reader not yet taken. Bounded: once it is full the server is
 * not asked for more until the reader has made room.
 */
final class WatchBuffer {

  private record Entry(Message message, long bytes) {}

  private final int maxBytes;
  private final int maxEntries;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Entry> entries = new ArrayDeque<>();
  private long bytes;
  private boolean demandOwed;
  private Optional<Message> last = Optional.empty();

  WatchBuffer(int maxBytes, int maxEntries) {
    this.maxBytes = maxBytes;
    this.maxEntries = maxEntries;
  }

  /** Adds a message; ignored after the end. */
  void add(Message message, long size) {
    lock.lock();
    try {
      if (last.isEmpty()) {
        entries.add(new Entry(message, size));
        bytes += size;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing comes after {@code message}; the first end counts. */
  void end(Message message) {
    lock.lock();
    try {
      if (last.isEmpty()) {
        last = Optional.of(message);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what the reader has not taken; it finds {@code message} next. */
  void drop(Message message) {
    lock.lock();
    try {
      entries.clear();
      bytes = 0;
      end(message);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is added any more; the reader may have some to take yet. */
  boolean hasEnded() {
    lock.lock();
    try {
      return last.isPresent();
    } finally {
      lock.unlock();
    }
  }

  boolean isFull() {
    lock.lock();
    try {
      return full();
    } finally {
      lock.unlock();
    }
  }

  /** Whether to ask the server for more now; if not, {@link #claimDemand} will say when. */
  boolean hasRoomElseOwe() {
    lock.lock();
    try {
      demandOwed = full();
      return !demandOwed;
    } finally {
      lock.unlock();
    }
  }

  /** True once after the buffer was full and has room again. */
  boolean claimDemand() {
    lock.lock();
    try {
      boolean claimed = demandOwed && !full();
      if (claimed) {
        demandOwed = false;
      }
      return claimed;
    } finally {
      lock.unlock();
    }
  }

  /** The next message, the last one for ever after the end, or idle when patience is over. */
  Message take(Duration patience) {
    long nanosLeft = patience.toNanos();
    lock.lock();
    try {
      while (entries.isEmpty() && last.isEmpty() && nanosLeft > 0) {
        nanosLeft = changed.awaitNanos(nanosLeft);
      }
      Entry entry = entries.poll();
      if (entry != null) {
        bytes -= entry.bytes();
        return entry.message();
      }
      return last.orElseGet(Message.Idle::new);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return new Message.Idle();
    } finally {
      lock.unlock();
    }
  }

  private boolean full() {
    return bytes >= maxBytes || entries.size() >= maxEntries;
  }
}
