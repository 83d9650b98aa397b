package io.understudy.core.control;

/** A control record in the target cannot be read; nothing is written until it is mended. */
public final class CorruptRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CorruptRecordException(String record, String why) {
    super(
        "control record '"
            + record
            + "' in the target etcd cannot be used: "
            + why
            + ". Nothing was written. Look at it with 'etcdctl get'; to start over with a full"
            + " difference delete it with 'etcdctl del' while no mirror runs");
  }
}
