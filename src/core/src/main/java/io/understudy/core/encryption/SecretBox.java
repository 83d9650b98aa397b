package io.understudy.core.encryption;

import io.understudy.core.port.Bytes;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * {@code secretbox}: 24 bytes of nonce, 16 of tag, then XSalsa20. The first 32 bytes of the key
 * stream are the one-time key of the tag, a Poly1305 of what is encrypted.
 */
final class SecretBox implements ValueCipher {

  private static final int NONCE = 24;
  private static final int TAG = 16;
  private static final int TAG_KEY = 32;

  private final KeyParameter secret;

  SecretBox(byte[] secret) {
    this.secret = new KeyParameter(secret);
  }

  @Override
  public byte @Nullable [] open(Bytes key, Bytes value, int from) {
    byte[] bytes = value.array();
    int box = from + NONCE + TAG;
    int length = bytes.length - box;
    if (length < 0) {
      return null;
    }
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(false, new ParametersWithIV(secret, bytes, from, NONCE));
    byte[] tagKey = new byte[TAG_KEY];
    stream.processBytes(tagKey, 0, TAG_KEY, tagKey, 0);
    byte[] stored = Arrays.copyOfRange(bytes, from + NONCE, box);
    if (!MessageDigest.isEqual(stored, tag(tagKey, bytes, box, length))) {
      return null;
    }
    byte[] plaintext = new byte[length];
    stream.processBytes(bytes, box, length, plaintext, 0);
    return plaintext;
  }

  @Override
  public boolean isAuthenticated() {
    return true;
  }

  private static byte[] tag(byte[] tagKey, byte[] bytes, int from, int length) {
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(tagKey));
    mac.update(bytes, from, length);
    byte[] tag = new byte[TAG];
    mac.doFinal(tag, 0);
    return tag;
  }
}
