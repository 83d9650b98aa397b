package io.understudy.core.port;

/** A call under way. */
public interface Pending<T> {

  /**
   * Waits for the answer; the call's own deadline bounds the wait.
   *
   * @throws EtcdException if a read failed (a {@link Txn} never throws: see {@link TxnOutcome})
   */
  T await();

  boolean isDone();
}
