package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;

/**
 * The last key put in the source that still exists, in scope or not: the evidence by which a source
 * that was restored from a backup is told.
 *
 * @param key empty for none
 * @param revision source revision it was put at, 0 for none
 */
record LastKey(Bytes key, long revision) {

  static final LastKey NONE = new LastKey(Bytes.EMPTY, 0);

  /** The checkpoint is JSON: of a key that is not UTF-8 it could not say which one it was. */
  static boolean canBe(Bytes key) {
    return Bytes.utf8(key.utf8()).equals(key);
  }
}
