package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Objects as they are stored, with no more than tests of their deletion need. */
final class StoredObjects {

  private StoredObjects() {}

  static Bytes object(String uid, String owner) {
    String references =
        owner.isEmpty()
            ? ""
            : "{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"name\":\"o\",\"uid\":\"" + owner + "\"}";
    return Bytes.utf8(
        "{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"x\",\"uid\":\""
            + uid
            + "\",\"ownerReferences\":["
            + references
            + "]}}");
  }

  static Bytes boundVolume(String namespace, String claim) {
    byte[] reference = fields(2, text(namespace), 3, text(claim));
    byte[] volume = fields(1, fields(1, text("pv-1")), 2, fields(4, reference));
    byte[] type = fields(1, text("v1"), 2, text("PersistentVolume"));
    return Bytes.utf8("k8s\0").plus(Bytes.wrap(fields(1, type, 2, volume)));
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A protobuf message of two short fields, or of one. */
  static byte[] fields(Object... numbersAndContents) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int i = 0; i < numbersAndContents.length; i += 2) {
      byte[] content = (byte[]) numbersAndContents[i + 1];
      message.write((Integer) numbersAndContents[i] << 3 | 2);
      message.write(content.length);
      message.writeBytes(content);
    }
    return message.toByteArray();
  }
}
