package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;

/**
 * The last key applied that still exists: the evidence by which a source that was restored from a
 * backup is told.
 *
 * @param key empty for none
 * @param revision source revision it was put at, 0 for none
 */
record LastKey(Bytes key, long revision) {

  LastKey after(Translated applied) {
    if (!applied.lastKey().isEmpty()) {
      return new LastKey(applied.lastKey(), applied.revision());
    }
    return applied.deleted().contains(key) ? new LastKey(Bytes.EMPTY, 0) : this;
  }
}
