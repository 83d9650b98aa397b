package io.understudy.service.encryption;

import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.encryption.EncryptionFileException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** One file with an {@code EncryptionConfiguration}, as it was when it could last be read. */
public final class EncryptionFile {

  private final Path path;
  private byte[] digest;
  private EncryptionConfiguration configuration;

  /**
   * @throws IllegalArgumentException if it cannot be read or is malformed; the message has nothing
   *     of its content
   */
  public EncryptionFile(Path path) {
    this.path = path;
    String text = text(path);
    this.digest = digest(text);
    this.configuration = parsed(text, path);
  }

  public Path path() {
    return path;
  }

  EncryptionConfiguration configuration() {
    return configuration;
  }

  /**
   * Reads it again.
   *
   * @return whether its content changed
   * @throws IllegalArgumentException as at first; the former configuration stays
   */
  boolean refresh() {
    String text = text(path);
    byte[] now = digest(text);
    if (MessageDigest.isEqual(now, digest)) {
      return false;
    }
    configuration = parsed(text, path);
    digest = now;
    return true;
  }

  private static EncryptionConfiguration parsed(String text, Path path) {
    try {
      return EncryptionConfiguration.parse(text, path.toString());
    } catch (EncryptionFileException bad) {
      throw new IllegalArgumentException(bad.getMessage(), bad);
    }
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (CharacterCodingException bad) {
      throw new IllegalArgumentException(path + " is not UTF-8 text", bad);
    } catch (IOException bad) {
      String why = bad.getClass().getSimpleName().replace("Exception", "");
      throw new IllegalArgumentException(
          "cannot read " + path + " (" + why.toLowerCase(Locale.ROOT) + ")", bad);
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, this one does not", e);
    }
  }
}
