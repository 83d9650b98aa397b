package io.understudy.core.encryption;

import io.understudy.core.port.Bytes;
import org.jspecify.annotations.Nullable;

/** One key of one provider. Safe for use by several threads. Shows its secret to nobody. */
interface ValueCipher {

  /**
   * Never throws.
   *
   * @param key the object's key in the registry
   * @param value as stored
   * @param from where in it the prefix ends
   * @return null if it does not open
   */
  byte @Nullable [] open(Bytes key, Bytes value, int from);

  /** Whether a value that opens is known to be what was encrypted. */
  boolean isAuthenticated();
}
