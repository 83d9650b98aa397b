package io.understudy.failover.dns;

/** A server's answer to an update. */
sealed interface UpdateAnswer {

  /** Taken, and the answer is signed. */
  record Taken() implements UpdateAnswer {}

  /** The name is no longer as it was seen. Nothing was changed. */
  record NotAsSeen(String code) implements UpdateAnswer {}

  /** The server does not take this key for this. Nothing was changed. */
  record KeyRefused(String code) implements UpdateAnswer {}

  /** Refused for another reason. Nothing was changed. */
  record Refused(String code) implements UpdateAnswer {}

  /**
   * It is not signed: anybody between may have given it, and the update may have been taken. A
   * server that does not know the key cannot sign, so what it says is worth telling.
   */
  record Unsigned(UpdateAnswer said) implements UpdateAnswer {}

  /** There is no answer that can be relied on: it may have been taken. */
  record Lost(String why) implements UpdateAnswer {}
}
