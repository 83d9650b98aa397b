package io.understudy.core.registry;

import io.understudy.core.port.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which claim a PersistentVolume is bound to, and what happens to its storage once that claim is
 * gone. Field numbers as in the Kubernetes API ({@code PersistentVolumeSpec}, {@code
 * ObjectReference}).
 *
 * @param uid of the claim, empty if the reference does not say it
 * @param reclaimPolicy Retain, Delete or Recycle
 */
public record VolumeBinding(String namespace, String name, String uid, String reclaimPolicy) {

  private static final int UNKNOWN_RAW = 2;
  private static final int OBJECT_SPEC = 2;
  private static final int SPEC_CLAIM_REF = 4;
  private static final int SPEC_RECLAIM_POLICY = 5;
  private static final int REFERENCE_NAMESPACE = 2;
  private static final int REFERENCE_NAME = 3;
  private static final int REFERENCE_UID = 4;

  /** Whether the storage outlives the claim. */
  public boolean retains() {
    return reclaimPolicy.equals("Retain");
  }

  /**
   * @param value a PersistentVolume as stored in protobuf
   * @return empty if it is bound to no claim, or cannot be read
   */
  public static Optional<VolumeBinding> of(Bytes value) {
    byte[] bytes = value.array();
    int magic = ProtobufEnvelope.MAGIC.length;
    if (bytes.length < magic || !Arrays.equals(bytes, 0, magic, ProtobufEnvelope.MAGIC, 0, magic)) {
      return Optional.empty();
    }
    Reader reader = new Reader(new WireReader(bytes, magic));
    reader.unknown();
    return reader.name.isEmpty() || !reader.wire.damage().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new VolumeBinding(reader.namespace, reader.name, reader.uid, reader.reclaimPolicy));
  }

  private static final class Reader {
    private final WireReader wire;
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String reclaimPolicy = "";

    Reader(WireReader wire) {
      this.wire = wire;
    }

    void unknown() {
      within(UNKNOWN_RAW, () -> within(OBJECT_SPEC, this::spec));
    }

    private void within(int wanted, Runnable content) {
      for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
        if (field == wanted) {
          int outer = wire.enter();
          content.run();
          wire.leave(outer);
        } else {
          wire.skip();
        }
      }
    }

    private void spec() {
      for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
        switch (field) {
          case SPEC_CLAIM_REF -> {
            int outer = wire.enter();
            reference();
            wire.leave(outer);
          }
          case SPEC_RECLAIM_POLICY -> reclaimPolicy = wire.text();
          default -> wire.skip();
        }
      }
    }

    private void reference() {
      for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
        switch (field) {
          case REFERENCE_NAMESPACE -> namespace = wire.text();
          case REFERENCE_NAME -> name = wire.text();
          case REFERENCE_UID -> uid = wire.text();
          default -> wire.skip();
        }
      }
    }
  }
}
