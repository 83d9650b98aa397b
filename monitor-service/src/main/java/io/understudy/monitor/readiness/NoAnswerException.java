package io.understudy.monitor.readiness;

/** Somebody asked gave no answer that can be used; the message says who and why, for people. */
final class NoAnswerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoAnswerException(String message) {
    super(message);
  }
}
