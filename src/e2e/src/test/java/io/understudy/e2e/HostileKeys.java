package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keys that an API server never writes, and anybody with a client of etcd can. */
final class HostileKeys {

  /** How a line of a log would begin that a key has forged. */
  static final String FORGED = "forged-line";

  private static final String UNDER = "/registry/configmaps/app-1/";

  /** They are mirrored as they are. */
  static final List<Bytes> ALL =
      List.of(
          Bytes.utf8("/registry/configmaps/../secrets/up"),
          Bytes.utf8("/registry//configmaps//app-1//double"),
          Bytes.utf8("/registry/configmaps/./app-1/"),
          Bytes.utf8(UNDER + "nul\u0000nul"),
          Bytes.utf8(UNDER + "line\n" + FORGED + " by a key"),
          Bytes.utf8(UNDER + "return\r\n" + FORGED + " by a key"),
          Bytes.utf8(UNDER + "colour\u001b[31m"),
          Bytes.utf8(UNDER + "%2e%2e%2f%0a"),
          Bytes.utf8(UNDER + "turned\u202e\u2028" + FORGED),
          Bytes.utf8(UNDER + "quote\"'\\{}<>&"),
          Bytes.utf8(UNDER + "long" + "g".repeat(4_000)),
          joined(UNDER, 0xff, 0xfe, 0xc3, 0x28),
          joined(UNDER + "cut", 0xe4, 0xb8));

  /** On the standby alone. */
  static final Bytes SURPLUS = Bytes.utf8(UNDER + "surplus\n" + FORGED + " by a surplus key");

  private HostileKeys() {}

  private static Bytes joined(String start, int... rest) {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    key.writeBytes(start.getBytes(StandardCharsets.UTF_8));
    for (int each : rest) {
      key.write(each);
    }
    return Bytes.wrap(key.toByteArray());
  }
}
