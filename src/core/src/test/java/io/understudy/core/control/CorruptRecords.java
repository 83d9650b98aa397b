package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.port.Bytes;
import java.util.function.Function;

/** Damage to control records, and what has to be said of it. */
final class CorruptRecords {

  /** A record that is spoiled: how it looks, and which words say what is wrong. */
  record Damage(String json, String complaint) {}

  private CorruptRecords() {}

  /** Replaces a part of a good record, which must be there. */
  static String spoilt(Bytes good, String part, String by) {
    String text = good.utf8();
    if (!text.contains(part)) {
      throw new IllegalArgumentException(part + " is not in " + text);
    }
    return text.replace(part, by);
  }

  static void assertRefused(Function<Bytes, ?> read, String record, Damage damage) {
    assertRefused(read, record, Bytes.utf8(damage.json()), damage.complaint());
  }

  static void assertRefused(Function<Bytes, ?> read, String record, Bytes bytes, String complaint) {
    assertThatExceptionOfType(CorruptRecordException.class)
        .as("%s: %s", record, bytes)
        .isThrownBy(() -> read.apply(bytes))
        .withMessageStartingWith("control record '" + record + "' in the target etcd")
        .withMessageContaining(complaint)
        .withMessageContaining("Nothing was written")
        .withMessageContaining("etcdctl get")
        .withMessageContaining("etcdctl del");
  }

  /** What no record of any kind may look like. */
  static void assertRefusesWhatIsNoRecord(Function<Bytes, ?> read, String record, Bytes good) {
    assertRefused(read, record, Bytes.EMPTY, "not a JSON object");
    assertRefused(read, record, Bytes.utf8("null"), "not a JSON object");
    assertRefused(read, record, Bytes.utf8("[]"), "not a JSON object");
    assertRefused(read, record, Bytes.utf8("\"tail\""), "not a JSON object");
    assertRefused(read, record, Bytes.utf8("no"), "not JSON");
    assertRefused(read, record, Bytes.wrap(new byte[] {'{', (byte) 0xff, '}'}), "not JSON");
    assertRefused(read, record, Bytes.utf8("{\"a\":".repeat(5_000)), "not JSON");
    assertRefused(read, record, good.plus(Bytes.utf8("{}")), "not JSON");
    for (int length = 1; length < good.length(); length++) {
      Bytes torn = Bytes.wrap(java.util.Arrays.copyOf(good.array(), length));
      assertRefused(read, record, torn, "not JSON");
    }
    assertRefused(read, record, Bytes.utf8("{}"), "'version' is missing");
    String versioned = "\"version\":1";
    assertRefused(
        read, record, Bytes.utf8(spoilt(good, versioned, "\"version\":2")), "version is 2");
    assertRefused(
        read, record, Bytes.utf8(spoilt(good, versioned, "\"version\":\"1\"")), "'version'");
    assertRefused(
        read, record, Bytes.utf8(spoilt(good, versioned, "\"version\":1,\"version\":1")), "JSON");
  }
}
