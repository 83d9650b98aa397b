package io.understudy.testkit;

import io.understudy.core.port.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that was ever under one key. */
final class KeyHistory {

  /** What the key held from {@code revision} on; nothing after a delete. */
  private record State(long revision, Optional<KeyValue> value) {}

  private final List<State> states;

  KeyHistory() {
    this(new ArrayList<>());
  }

  private KeyHistory(List<State> states) {
    this.states = states;
  }

  KeyHistory copy() {
    return new KeyHistory(new ArrayList<>(states));
  }

  void set(long revision, Optional<KeyValue> value) {
    states.add(new State(revision, value));
  }

  /** Searched from the newest, as most reads are of the present. */
  Optional<KeyValue> at(long revision) {
    for (int i = states.size() - 1; i >= 0; i--) {
      if (states.get(i).revision() <= revision) {
        return states.get(i).value();
      }
    }
    return Optional.empty();
  }

  Optional<KeyValue> now() {
    return at(Long.MAX_VALUE);
  }
}
