package io.understudy.service.kubernetes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What an Event is called and says. */
final class EventNames {

  /** Kubernetes' own limit, in characters. */
  private static final int MESSAGE_MOST = 1024;

  private static final String CUT = " …";
  private static final int DIGEST_BYTES = 8;

  private EventNames() {}

  /** The same for the same notice, so that all replicas count up one Event. */
  static String of(String deployment, Notice notice) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] text = (notice.reason() + "\n" + notice.text()).getBytes(StandardCharsets.UTF_8);
      return deployment + "." + HexFormat.of().formatHex(sha256.digest(text), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, this one does not", e);
    }
  }

  static String message(Notice notice) {
    String text = notice.text();
    return text.length() <= MESSAGE_MOST
        ? text
        : text.substring(0, MESSAGE_MOST - CUT.length()) + CUT;
  }
}
