package io.understudy.core.failover;

import io.understudy.core.port.EtcdException;

/** The etcd refused an entry, and it is certain that no try to add it can come about late. */
public final class NotAddedException extends EtcdException {

  private static final long serialVersionUID = 1L;

  NotAddedException(EtcdException cause) {
    super(cause.kind(), String.valueOf(cause.getMessage()), cause);
  }
}
