package io.understudy.sync.status;

import java.util.LinkedHashSet;
import java.util.Set;

/** Remembers what was told already; of very many things it forgets the oldest. */
final class OnceEach {

  private static final int MOST = 10_000;

  private final Set<String> told = new LinkedHashSet<>();

  synchronized boolean isNew(String what) {
    if (!told.add(what)) {
      return false;
    }
    if (told.size() > MOST) {
      told.remove(told.iterator().next());
    }
    return true;
  }
}
