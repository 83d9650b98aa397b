package io.understudy.testkit.replay;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.OwnerReference;
import java.util.List;

/**
 * What a stored value says of who it is and who owns it.
 *
 * @param uid empty if it has none, or is encrypted
 * @param owners UIDs of its owners, each once
 */
record StoredFacts(String uid, List<String> owners) {

  private static final StoredFacts NONE = new StoredFacts("", List.of());

  static StoredFacts of(Bytes value) {
    return of(EnvelopeReader.read(value));
  }

  static StoredFacts of(Envelope envelope) {
    return switch (envelope) {
      case Envelope.Readable readable ->
          new StoredFacts(
              readable.header().uid(),
              readable.header().owners().stream().map(OwnerReference::uid).distinct().toList());
      case Envelope.Opaque opaque -> NONE;
      case Envelope.Unreadable unreadable -> NONE;
    };
  }
}
