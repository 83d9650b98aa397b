package io.understudy.etcd;

import io.etcd.jetcd.api.ResponseHeader;
import io.understudy.core.port.EtcdException;

/**
 * The one cluster whose answers are taken.
 *
 * @param store whose endpoints are asked
 * @param clusterId 0 if anybody's are taken
 */
record Pin(String store, long clusterId) {

  /** An answer without a cluster id, as a proxy before an etcd may give one, is taken, too. */
  boolean holds(ResponseHeader header) {
    long answers = header.getClusterId();
    return clusterId == 0 || answers == 0 || answers == clusterId;
  }

  /**
   * @param call that was answered
   * @throws EtcdException {@link EtcdException.Kind#OTHER_CLUSTER}
   */
  void require(String call, ResponseHeader header) {
    if (!holds(header)) {
      throw broken(call, header);
    }
  }

  EtcdException broken(String call, ResponseHeader header) {
    return new EtcdException(
        EtcdException.Kind.OTHER_CLUSTER,
        store
            + ": "
            + call
            + " was answered by cluster "
            + Long.toHexString(header.getClusterId())
            + " instead of "
            + Long.toHexString(clusterId)
            + "; another etcd answers at its endpoints now");
  }
}
