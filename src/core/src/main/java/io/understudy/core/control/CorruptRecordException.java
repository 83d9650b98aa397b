package io.understudy.core.control;

/** A control record in the target cannot be read; nothing is written until it is mended. */
public final class CorruptRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String record;
  private final String why;

  /** Of a record of the mirror's. */
  public CorruptRecordException(String record, String why) {
    this(
        record,
        why,
        "Nothing was written. Look at it with 'etcdctl get'; to start over with a full"
            + " difference delete it with 'etcdctl del' while no mirror runs");
  }

  private CorruptRecordException(String record, String why, String remedy) {
    super(
        "control record '"
            + record
            + "' in the target etcd cannot be used: "
            + why
            + ". "
            + remedy);
    this.record = record;
    this.why = why;
  }

  /** What is wrong with it, without what to do. */
  public String why() {
    return why;
  }

  /** The same of a record that is no mirror's. */
  public CorruptRecordException remediedBy(String remedy) {
    return new CorruptRecordException(record, why, remedy);
  }
}
