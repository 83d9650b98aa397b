package io.understudy.core.encryption;

import io.understudy.core.port.Bytes;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/** {@code aescbc}: 16 bytes of IV, then AES-CBC with PKCS#7 padding. Nothing authenticates it. */
final class AesCbc implements ValueCipher {

  private static final int BLOCK = 16;

  private final KeyParameter secret;

  AesCbc(byte[] secret) {
    this.secret = new KeyParameter(secret);
  }

  @Override
  public byte @Nullable [] open(Bytes key, Bytes value, int from) {
    byte[] bytes = value.array();
    int length = bytes.length - from - BLOCK;
    if (length <= 0 || length % BLOCK != 0) {
      return null;
    }
    var cipher = CBCBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(false, new ParametersWithIV(secret, bytes, from, BLOCK));
    byte[] padded = new byte[length];
    for (int at = 0; at < length; at += BLOCK) {
      cipher.processBlock(bytes, from + BLOCK + at, padded, at);
    }
    return withoutPadding(padded);
  }

  @Override
  public boolean isAuthenticated() {
    return false;
  }

  private static byte @Nullable [] withoutPadding(byte[] padded) {
    int padding = padded[padded.length - 1];
    if (padding < 1 || padding > BLOCK) {
      return null;
    }
    int length = padded.length - padding;
    for (int at = length; at < padded.length; at++) {
      if (padded[at] != padding) {
        return null;
      }
    }
    return Arrays.copyOf(padded, length);
  }
}
