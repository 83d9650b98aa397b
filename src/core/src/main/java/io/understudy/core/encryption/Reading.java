package io.understudy.core.encryption;

import io.understudy.core.port.Bytes;

/** What an API server with a given configuration could make of a stored value. */
public sealed interface Reading {

  /** It is not encrypted, and need not be. */
  record Plain() implements Reading {}

  /**
   * @param plaintext the object as it was before it was encrypted
   */
  record Opened(Bytes plaintext) implements Reading {

    /** Nothing of the content. */
    @Override
    public String toString() {
      return "opened";
    }
  }

  /** Encrypted by a KMS plugin of the configuration, which alone can open it. */
  record Plugin() implements Reading {}

  /** The API server could not read it. */
  record Refused(Why why) implements Reading {}

  /** Why an API server could not read a value. */
  enum Why {
    NOT_LISTED("it is encrypted, and no entry of 'resources' names its resource"),
    NO_KEY("no key of that provider and name is configured for its resource"),
    WRONG_KEY("the key of that name does not open it: another secret, or damaged"),
    NO_IDENTITY("it is not encrypted, and 'identity' is not among its resource's providers");

    private final String text;

    Why(String text) {
      this.text = text;
    }

    /** For people. */
    public String text() {
      return text;
    }
  }
}
