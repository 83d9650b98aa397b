package io.understudy.core.registry;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope.Encoding;
import io.understudy.core.registry.Envelope.Readable;
import java.util.Optional;
import java.util.Set;

/**
 * Whether two stored objects are the same but for some {@link Part}s. It takes any bytes: what is
 * damaged, stored in two ways, or of two kinds is never the same. Memory: at most the size of both.
 */
public final class ObjectRest {

  private ObjectRest() {}

  /**
   * @param parts left out of both
   */
  public static boolean isSame(Bytes one, Bytes other, Set<Part> parts) {
    if (!(EnvelopeReader.read(one) instanceof Readable first)
        || !(EnvelopeReader.read(other) instanceof Readable second)) {
      return false;
    }
    ObjectHeader header = first.header();
    boolean sameKind =
        first.encoding() == second.encoding()
            && header.kind().equals(second.header().kind())
            && header.apiVersion().equals(second.header().apiVersion());
    if (!sameKind) {
      return false;
    }
    if (first.encoding() == Encoding.JSON) {
      return JsonRest.isSame(one.array(), other.array(), parts);
    }
    boolean hasStatus = StatusKinds.has(header.apiVersion(), header.kind());
    return ProtobufRest.isSame(one.array(), other.array(), parts, hasStatus);
  }

  /**
   * The type of a Secret.
   *
   * @return empty if it is no Secret, or damaged
   */
  public static Optional<String> secretType(Bytes value) {
    if (!(EnvelopeReader.read(value) instanceof Readable readable)
        || !readable.header().kind().equals("Secret")
        || !readable.header().apiVersion().equals("v1")) {
      return Optional.empty();
    }
    return readable.encoding() == Encoding.JSON
        ? JsonRest.topLevelText(value.array(), "type")
        : ProtobufRest.secretType(value.array());
  }
}
