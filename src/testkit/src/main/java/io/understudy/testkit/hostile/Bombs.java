package io.understudy.testkit.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values of which a careless reader takes too much, or reads for too long, or tells too much. */
public final class Bombs {

  /** Never to be repeated to anybody. */
  public static final String CANARY = "canary-of-a-secret";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private Bombs() {}

  /**
   * All of them, by what they are.
   *
   * @param most bytes of the largest
   */
  public static Map<String, byte[]> of(int most) {
    int rest = most - 64;
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("protobuf, nested as deep as it is long", nested(most));
    all.put("protobuf, a field that claims to be longer than all", protobuf(longField()));
    all.put("protobuf, as many fields as bytes", protobuf(text("\u0008\u0001".repeat(rest / 2))));
    all.put("protobuf, a number without an end", protobuf(filled((byte) 0xff, rest)));
    all.put("protobuf, groups that never end", protobuf(filled((byte) 0x0b, rest)));
    all.put(
        "JSON, objects in objects",
        text("{\"metadata\":".repeat(rest / 13) + "1" + "}".repeat(rest / 13)));
    all.put(
        "JSON, lists in lists",
        text("{\"metadata\":" + "[".repeat(rest / 2) + "]".repeat(rest / 2) + "}"));
    all.put("JSON, a number of a million digits", text("{\"a\":" + "9".repeat(rest) + "}"));
    all.put("JSON, a name of a million characters", text("{\"" + "a".repeat(rest) + "\":1}"));
    all.put("JSON, owners without an end", text(owners(rest)));
    all.put("JSON that is no UTF-8", joined(text("{\"metadata\":{\"name\":\""), invalid()));
    all.put("an encryption prefix without an end", text("k8s:enc:aescbc:v1:" + "k".repeat(rest)));
    all.put("nothing but a canary", text(CANARY));
    return all;
  }

  private static byte[] nested(int length) {
    byte[] bytes = new byte[length];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    // Each message is field 2 of the one around it, and claims the rest for itself.
    for (int at = MAGIC.length; at + 4 < length; at += 4) {
      int rest = length - at - 4;
      bytes[at] = 0x12;
      bytes[at + 1] = (byte) (rest & 0x7f | 0x80);
      bytes[at + 2] = (byte) (rest >> 7 & 0x7f | 0x80);
      bytes[at + 3] = (byte) (rest >> 14 & 0x7f);
    }
    return bytes;
  }

  private static byte[] longField() {
    return new byte[] {0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 1, 2, 3};
  }

  private static byte[] protobuf(byte[] message) {
    return joined(MAGIC, message);
  }

  private static byte[] filled(byte with, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, with);
    return bytes;
  }

  private static byte[] invalid() {
    return new byte[] {(byte) 0xc3, 0x28, (byte) 0xff, '"', '}', '}'};
  }

  private static String owners(int length) {
    String owner = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"u\"},";
    return "{\"metadata\":{\"ownerReferences\":["
        + owner.repeat(length / owner.length() - 1)
        + owner.replace("},", "}]}}");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
