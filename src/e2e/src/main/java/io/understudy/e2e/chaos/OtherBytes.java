package io.understudy.e2e.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.Envelope.Encoding;
import io.understudy.core.registry.EnvelopeReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The same object in other bytes, whatever it is stored as. */
final class OtherBytes {

  /** Of metadata; its value is made of the bytes before, so that it changes each time. */
  private static final String ANNOTATION = "example.io/rewritten-from";

  private static final int HASH_DIGITS = 12;

  /** Field 15 of {@code runtime.Unknown}, which has no such field, is the number 1. */
  private static final Bytes UNKNOWN_FIELD = Bytes.wrap(new byte[] {15 << 3, 1});

  /** Neither a field of protobuf nor white space of JSON: what was damaged stays so. */
  private static final Bytes ZERO = Bytes.wrap(new byte[] {0});

  private static final ObjectMapper JSON = new ObjectMapper();

  private OtherBytes() {}

  /**
   * An object that can be read keeps its encoding and all that is read of it; what is encrypted or
   * damaged stays that.
   *
   * @param value as stored in etcd
   */
  static Bytes of(Bytes value) {
    return EnvelopeReader.read(value) instanceof Envelope.Readable object
        ? object.encoding() == Encoding.JSON ? annotated(value) : value.plus(UNKNOWN_FIELD)
        : value.plus(ZERO);
  }

  /** Ends as what Kubernetes stores, with a line feed. */
  private static Bytes annotated(Bytes value) {
    try {
      ObjectNode object = (ObjectNode) JSON.readTree(value.array());
      ObjectNode metadata = (ObjectNode) object.get("metadata");
      metadata
          .withObjectProperty("annotations")
          .put(ANNOTATION, value.sha256().substring(0, HASH_DIGITS));
      return Bytes.wrap(JSON.writeValueAsBytes(object)).plus(Bytes.utf8("\n"));
    } catch (IOException damaged) {
      throw new UncheckedIOException("an object at the source is damaged JSON", damaged);
    }
  }
}
