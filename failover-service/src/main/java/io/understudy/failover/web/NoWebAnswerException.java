package io.understudy.failover.web;

/** There was no answer. The message says why, without the URL. */
final class NoWebAnswerException extends Exception {

  private static final long serialVersionUID = 1L;

  NoWebAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
