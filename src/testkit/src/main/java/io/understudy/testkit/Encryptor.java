package io.understudy.testkit;

import io.understudy.core.port.Bytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** Encrypts values as an API server does, under one key. The same seed gives the same values. */
public final class Encryptor {

  private final String provider;
  private final String keyName;
  private final byte[] secret;
  private final Random random;

  private Encryptor(String provider, String keyName, byte[] secret, Random random) {
    this.provider = provider;
    this.keyName = keyName;
    this.secret = secret;
    this.random = random;
  }

  /**
   * @param provider aescbc, aesgcm or secretbox
   * @param secretBytes 16, 24 or 32; for secretbox 32
   */
  public static Encryptor of(String provider, String keyName, int secretBytes, long seed) {
    Random random = new Random(seed);
    byte[] secret = new byte[secretBytes];
    random.nextBytes(secret);
    return new Encryptor(provider, keyName, secret, random);
  }

  /** What opens all values of these encryptors, for Secrets and ConfigMaps. */
  public static String configuration(Encryptor... encryptors) {
    return configuration("secrets, configmaps", encryptors);
  }

  /**
   * @param resources as the configuration lists them
   */
  public static String configuration(String resources, Encryptor... encryptors) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n");
    yaml.append("resources:\n- resources: [" + resources + "]\n  providers:\n");
    for (Encryptor each : encryptors) {
      yaml.append(each.providerYaml());
    }
    return yaml.append("  - identity: {}\n").toString();
  }

  /**
   * @param key the object's key in etcd
   */
  public Bytes seal(Bytes key, Bytes plaintext) {
    Bytes prefix = Bytes.utf8("k8s:enc:" + provider + ":v1:" + keyName + ":");
    return prefix.plus(Bytes.wrap(sealed(key, plaintext.array())));
  }

  private String providerYaml() {
    String secretText = Base64.getEncoder().encodeToString(secret);
    return "  - %s: {keys: [{name: %s, secret: \"%s\"}]}\n"
        .formatted(provider, keyName, secretText);
  }

  private byte[] sealed(Bytes key, byte[] plaintext) {
    try {
      return switch (provider) {
        case "aescbc" -> aesCbc(plaintext);
        case "aesgcm" -> aesGcm(key, plaintext);
        case "secretbox" -> secretBox(plaintext);
        default -> throw new IllegalArgumentException("no provider " + provider);
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] aesCbc(byte[] plaintext) throws GeneralSecurityException {
    byte[] iv = fresh(16);
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(iv));
    return join(iv, cipher.doFinal(plaintext));
  }

  private byte[] aesGcm(Bytes key, byte[] plaintext) throws GeneralSecurityException {
    byte[] nonce = fresh(12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(key.array());
    return join(nonce, cipher.doFinal(plaintext));
  }

  private byte[] secretBox(byte[] plaintext) {
    byte[] nonce = fresh(24);
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(secret), nonce));
    byte[] padded = new byte[32 + plaintext.length];
    System.arraycopy(plaintext, 0, padded, 32, plaintext.length);
    byte[] encrypted = new byte[padded.length];
    stream.processBytes(padded, 0, padded.length, encrypted, 0);
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(encrypted, 0, 32));
    mac.update(encrypted, 32, plaintext.length);
    byte[] tag = new byte[16];
    mac.doFinal(tag, 0);
    return join(nonce, tag, Arrays.copyOfRange(encrypted, 32, encrypted.length));
  }

  private byte[] fresh(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    Bytes all = Bytes.EMPTY;
    for (byte[] part : parts) {
      all = all.plus(Bytes.wrap(part));
    }
    return all.array();
  }
}
