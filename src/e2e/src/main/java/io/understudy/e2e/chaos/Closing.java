package io.understudy.e2e.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What is to be closed, the newest first, all of it whatever fails. */
final class Closing implements AutoCloseable {

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T with(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    Optional<IllegalStateException> first = Optional.empty();
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception failure) {
        IllegalStateException told = new IllegalStateException("cannot close " + part, failure);
        first.ifPresent(earlier -> earlier.addSuppressed(told));
        first = first.or(() -> Optional.of(told));
      }
    }
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
