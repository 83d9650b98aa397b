package io.understudy.core.mirror;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the index which objects of the source are too large for the target, and keeps names and
 * sizes of some of them; the index counts them all.
 */
final class BlockedKeys {

  private static final int MAX_EXAMPLES = 1_000;

  private final RunContext context;
  private final Map<Bytes, Long> bytesByKey = new LinkedHashMap<>();
  private boolean changed = true;
  private long lastCount;

  BlockedKeys(RunContext context) {
    this.context = context;
  }

  /** What the index must know of an object of the source as it is now. */
  Facts facts(KeyValue object) {
    boolean tooLarge = context.healing().limit().isTooLarge(object.key(), object.value().length());
    note(object, tooLarge);
    return Facts.of(context.classifier().classify(object)).blockedIf(tooLarge);
  }

  /** Tells the observer if there is news since it was told last. */
  void tell(RegistryIndex index) {
    long count = index.count(Placement.BLOCKED);
    if (!changed && count == lastCount) {
      return;
    }
    bytesByKey.keySet().removeIf(key -> !isBlocked(index.life(key)));
    List<BlockedKey> examples = new ArrayList<>(bytesByKey.size());
    bytesByKey.forEach((key, bytes) -> examples.add(new BlockedKey(key, bytes)));
    changed = false;
    lastCount = count;
    context.observer().blocked(count, examples);
  }

  private void note(KeyValue object, boolean tooLarge) {
    if (!tooLarge) {
      changed |= !bytesByKey.isEmpty() && bytesByKey.remove(object.key()) != null;
    } else if (bytesByKey.size() < MAX_EXAMPLES || bytesByKey.containsKey(object.key())) {
      bytesByKey.put(object.key(), (long) object.value().length());
      changed = true;
    }
  }

  private static boolean isBlocked(@Nullable Life life) {
    return life != null && life.placement() == Placement.BLOCKED;
  }
}
