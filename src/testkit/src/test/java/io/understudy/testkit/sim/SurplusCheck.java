package io.understudy.testkit.sim;

import io.understudy.core.control.RepairRequest;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a mirror deletes of others' keys against what an operator confirmed: the very revision
 * of each, and nothing that something hung on already when it was asked for.
 */
final class SurplusCheck {

  private final SortedMap<Bytes, KeyValue> now;
  private final List<KeyValue> gone = new ArrayList<>();

  /**
   * @param now what the target holds, kept up to date by others
   */
  SurplusCheck(SortedMap<Bytes, KeyValue> now) {
    this.now = now;
  }

  /** Whether the request that stands confirms this key at the revision that it has. */
  boolean isConfirmed(KeyValue surplus) {
    KeyValue request = now.get(World.KEYS.repair());
    boolean confirmed =
        request != null
            && RepairRequest.fromJson(request.value())
                .surplus()
                .contains(new RepairRequest.Surplus(surplus.key().utf8(), surplus.modRevision()));
    if (confirmed) {
      gone.add(surplus);
    }
    return confirmed;
  }

  /**
   * After a revision: what was deleted in it as confirmed has left nothing behind.
   *
   * @return what has been left, null if nothing
   */
  @Nullable String leftBehind() {
    KeyValue request = now.get(World.KEYS.repair());
    String left = null;
    for (KeyValue owner : gone) {
      for (KeyValue kv : now.values()) {
        boolean older = request != null && kv.modRevision() < request.modRevision();
        if (older && hangsOn(kv, owner)) {
          left = kv.key() + " hung on " + owner.key();
        }
      }
    }
    gone.clear();
    return left;
  }

  private static boolean hangsOn(KeyValue kv, KeyValue owner) {
    if (!kv.key().utf8().startsWith("/registry/")) {
      return false;
    }
    String uid = Checker.header(owner).uid();
    String[] parts = kv.key().utf8().split("/");
    boolean inside =
        parts.length == 5 && owner.key().equals(Bytes.utf8("/registry/namespaces/" + parts[3]));
    return inside
        || Checker.header(kv).owners().stream().map(OwnerReference::uid).anyMatch(uid::equals);
  }
}
