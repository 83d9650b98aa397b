package io.understudy.failover.ports;

/**
 * What came of trying to connect.
 *
 * @param said for messages and evidence
 */
record Knock(Answer answer, String said) {

  enum Answer {
    ACCEPTED,
    /** Something is there and does not take connections. */
    REFUSED,
    /** Nothing answered in time, or there is no way there. */
    UNANSWERED
  }

  boolean isAccepted() {
    return answer == Answer.ACCEPTED;
  }
}
