package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Ids of keys, those of late remembered: a key is asked for several times while its page is dealt
 * with, and a hash costs more than all the rest of a look-up. Not thread-safe.
 */
final class KeyIds {

  /** A page of keys and some. */
  private static final int REMEMBERED = 1 << 12;

  private final @Nullable Bytes[] keys = new Bytes[REMEMBERED];
  private final Id[] ids = new Id[REMEMBERED];

  Id of(Bytes key) {
    int at = place(key);
    Bytes remembered = keys[at];
    if (remembered != null && key.equals(remembered)) {
      return ids[at];
    }
    Id id = Id.ofKey(key);
    keys[at] = key;
    ids[at] = id;
    return id;
  }

  private static int place(Bytes key) {
    int mixed = key.hashCode() * 0x9E3779B9;
    return mixed >>> 20;
  }
}
