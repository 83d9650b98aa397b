package io.understudy.failover.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a body so that its receiver can tell who sent it and when. The header's value is {@code
 * t=<seconds since 1970>,v1=<hex>}, where {@code <hex>} is the HMAC-SHA256, in lower case, of the
 * seconds, a dot and the body as it was sent.
 */
final class WebhookSignature {

  static final String HEADER = "X-Understudy-Signature";
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  static String of(String secret, Instant at, String body) {
    String signed = at.getEpochSecond() + "." + body;
    return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac(secret, signed));
  }

  private static byte[] mac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, missing);
    }
  }
}
