package io.understudy.core.encryption;

import io.understudy.core.port.Bytes;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * {@code aesgcm}: 12 bytes of nonce, then AES-GCM with 16 bytes of tag at the end; the object's
 * whole key in etcd is the additional data.
 */
final class AesGcm implements ValueCipher {

  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final KeyParameter secret;

  AesGcm(byte[] secret) {
    this.secret = new KeyParameter(secret);
  }

  @Override
  public byte @Nullable [] open(Bytes key, Bytes value, int from) {
    byte[] bytes = value.array();
    int length = bytes.length - from - NONCE;
    if (length < TAG) {
      return null;
    }
    byte[] nonce = Arrays.copyOfRange(bytes, from, from + NONCE);
    var cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(false, new AEADParameters(secret, TAG * 8, nonce, key.array()));
    byte[] plaintext = new byte[cipher.getOutputSize(length)];
    try {
      int written = cipher.processBytes(bytes, from + NONCE, length, plaintext, 0);
      written += cipher.doFinal(plaintext, written);
      return written == plaintext.length ? plaintext : Arrays.copyOf(plaintext, written);
    } catch (InvalidCipherTextException notAuthentic) {
      return null;
    }
  }

  @Override
  public boolean isAuthenticated() {
    return true;
  }
}
