package io.understudy.core.encryption;

import io.understudy.core.port.Bytes;
import java.util.Optional;

/**
 * Opens values encrypted at rest. Safe for use by several threads; never throws, whatever the
 * bytes.
 */
@FunctionalInterface
public interface Decryption {

  /** Without any configuration: nothing opens. */
  Decryption NONE = (key, value) -> Optional.empty();

  /**
   * @param key the object's key in the registry, which AES-GCM authenticates; for a parked copy
   *     that of the object, not the one it is parked at
   * @param value as stored, with its {@code k8s:enc:} prefix
   * @return the object as it was before it was encrypted, empty if no key here opens it. A provider
   *     without authentication (AES-CBC) may return bytes that are no object.
   */
  Optional<Bytes> open(Bytes key, Bytes value);
}
