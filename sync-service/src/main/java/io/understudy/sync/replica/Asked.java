package io.understudy.sync.replica;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.Map;

/**
 * What operators ask of a mirror that does not run. Whatever the records hold, and whatever ails
 * the others.
 *
 * @param resyncRequestedAt target revision at which a full difference was asked for that has not
 *     begun, 0 if none was
 */
record Asked(boolean paused, long resyncRequestedAt) {

  /**
   * @throws EtcdException if the target does not answer
   */
  static Asked read(Etcd target, ControlKeys keys) {
    Map<Bytes, KeyValue> found =
        target.get(List.of(keys.paused(), keys.resyncRequest()), 0).await().keys();
    KeyValue resync = found.get(keys.resyncRequest());
    return new Asked(found.containsKey(keys.paused()), resync == null ? 0 : resync.modRevision());
  }
}
