package io.understudy.core.port;

/** What became of a {@link Txn}. Only {@link Unknown} leaves open whether it was applied. */
public sealed interface TxnOutcome {

  /**
   * @param revision the target revision of its writes (unchanged if nothing was written)
   */
  record Committed(long revision) implements TxnOutcome {}

  /** A condition did not hold; nothing was written. */
  record ConditionFailed(long revision) implements TxnOutcome {}

  /** The store refused it and wrote nothing: too large, no permission, malformed. */
  record Rejected(EtcdException cause) implements TxnOutcome {}

  /** No answer: it may have been applied, may yet be, or may be lost. */
  record Unknown(EtcdException cause) implements TxnOutcome {}
}
