package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * ConfigMaps in any number, all of one size, over fifty namespaces that rules know nothing of.
 * Number and generation make a value, so that a reader can tell what must be there without keeping
 * it. Ascending numbers are ascending keys. Immutable.
 */
public final class BulkConfigMaps {

  private static final int NAMESPACES = 50;
  private static final String NAMESPACE = "app-00";
  private static final String NAME = "settings-0000000";
  private static final String UID = "00000000-0000-4000-8000-000000000000";
  private static final String SALT = "################";
  private static final String KEY = "/registry/configmaps/" + NAMESPACE + "/" + NAME;
  private static final long CREATED_SECONDS = 1_700_000_000L;

  private final int count;
  private final byte[] template;
  private final int namespaceAt;
  private final int nameAt;
  private final int uidAt;
  private final int saltAt;

  /**
   * @param count at most 10,000,000
   * @param valueBytes of each value, at least 512
   */
  public BulkConfigMaps(int count, int valueBytes) {
    this.count = count;
    this.template = template(valueBytes);
    this.namespaceAt = indexOf(NAMESPACE);
    this.nameAt = indexOf(NAME);
    this.uidAt = indexOf(UID);
    this.saltAt = indexOf(SALT);
  }

  public int count() {
    return count;
  }

  /** What has to be there first. */
  public List<Txn.Write.Put> namespaces() {
    List<Txn.Write.Put> puts = new ArrayList<>();
    for (int i = 0; i < NAMESPACES; i++) {
      String uid = "00000000-0000-4000-9000-%012x".formatted(i);
      puts.add(object(Kind.NAMESPACE, "", "app-%02d".formatted(i), uid, Bodies.namespace()).put());
    }
    return puts;
  }

  public Bytes key(int number) {
    byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
    int nameStart = key.length - NAME.length();
    decimal(key, nameStart + NAME.length(), 7, number);
    decimal(key, nameStart - 1, 2, namespace(number));
    return Bytes.wrap(key);
  }

  /**
   * @param generation how often it has been changed
   */
  public Bytes value(int number, int generation) {
    byte[] value = template.clone();
    decimal(value, namespaceAt + NAMESPACE.length(), 2, namespace(number));
    decimal(value, nameAt + NAME.length(), 7, number);
    hex(value, uidAt + UID.length(), 12, number);
    hex(value, saltAt + 8, 8, number * 0x9E3779B9);
    hex(value, saltAt + 16, 8, generation);
    return Bytes.wrap(value);
  }

  private int namespace(int number) {
    return (int) ((long) number * NAMESPACES / count);
  }

  private int indexOf(String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at <= template.length - wanted.length; at++) {
      if (Arrays.equals(template, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new IllegalStateException("a value does not hold '" + text + "'");
  }

  private static byte[] template(int valueBytes) {
    int filler = valueBytes;
    byte[] value = value(filler);
    // Lengths are written in more bytes the longer they are, so it may take more than one step.
    while (value.length > valueBytes) {
      filler -= value.length - valueBytes;
      value = value(filler);
    }
    return value;
  }

  private static byte[] value(int fillerBytes) {
    byte[] filler = new byte[Math.max(0, fillerBytes) / 2];
    new SplittableRandom(1).nextBytes(filler);
    String text = HexFormat.of().formatHex(filler) + (fillerBytes % 2 == 0 ? "" : "=");
    Bytes body = Bodies.data(Map.of("version", SALT, "settings", text));
    return object(Kind.CONFIG_MAP, NAMESPACE, NAME, UID, body).value().array();
  }

  private static SampleObject object(
      Kind kind, String namespace, String name, String uid, Bytes body) {
    return new SampleObject(
        kind, namespace, name, uid, CREATED_SECONDS, new TreeMap<>(), List.of(), body);
  }

  private static void decimal(byte[] into, int end, int digits, int number) {
    int rest = number;
    for (int i = end - 1; i >= end - digits; i--) {
      into[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private static void hex(byte[] into, int end, int digits, int number) {
    int rest = number;
    for (int i = end - 1; i >= end - digits; i--) {
      into[i] = (byte) Character.forDigit(rest & 15, 16);
      rest >>>= 4;
    }
  }
}
