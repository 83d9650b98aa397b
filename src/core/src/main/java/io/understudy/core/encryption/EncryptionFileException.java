package io.understudy.core.encryption;

/**
 * An encryption configuration cannot be used. The message says where and what is allowed, and never
 * any of the file's content, since that may be a secret in the wrong place.
 */
public final class EncryptionFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param line of the file, from 1; 0 if the file as a whole is meant
   */
  public EncryptionFileException(String fileName, int line, String problem) {
    super((line == 0 ? fileName : fileName + ":" + line) + ": " + problem);
  }
}
