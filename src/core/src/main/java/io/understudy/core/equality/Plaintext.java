package io.understudy.core.equality;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import java.util.Optional;

/** Reads a stored value that may be encrypted at rest. */
@FunctionalInterface
public interface Plaintext {

  /** For where no encryption configuration is known. */
  Plaintext UNENCRYPTED_ONLY =
      stored ->
          EnvelopeReader.read(stored.value()) instanceof Envelope.Opaque
              ? Optional.empty()
              : Optional.of(stored.value());

  /**
   * @param stored under the key that it was encrypted for
   * @return the value itself if it is not encrypted, empty if it cannot be decrypted here
   */
  Optional<Bytes> of(KeyValue stored);
}
