package io.understudy.sync.replica;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.sync.status.Election;
import java.time.InstantSource;
import java.util.List;

/**
 * What operators ask of the mirror, put on record in the target: the leader takes it up, whichever
 * replica was asked, and a restart does not forget it. Asking twice is asking once.
 */
public final class Requests {

  private final Etcd source;
  private final Etcd target;
  private final ControlKeys keys;
  private final InstantSource time;

  Requests(Etcd source, Etcd target, ControlKeys keys, InstantSource time) {
    this.source = source;
    this.target = target;
    this.keys = keys;
    this.time = time;
  }

  /** The site is the primary now; nothing is mirrored into it. */
  public static final class PromotedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PromotedException() {
      super("this site has been promoted: nothing is mirrored into it any more");
    }
  }

  /**
   * A full difference is to be run, with the source that answers now.
   *
   * @param accept keys of others that a first copy may overwrite
   * @throws PromotedException if it never would be
   * @throws EtcdException if the source does not answer, so that nobody knows what the target would
   *     be made equal to, or the target does not; then the request may be on record all the same
   */
  public void resync(long accept) {
    refusePromoted();
    ResyncRequest request = new ResyncRequest(accept, source.status().clusterId());
    write(Txn.put(keys.resyncRequest(), request.toJson(time.instant())));
  }

  /**
   * The mirror is to stop until it is resumed.
   *
   * @throws PromotedException if there is none
   * @throws EtcdException if the target does not answer; the request may be on record all the same
   */
  public void pause() {
    refusePromoted();
    write(Txn.put(keys.paused(), record()));
  }

  /**
   * @throws EtcdException if the target does not answer; it may be resumed all the same
   */
  public void resume() {
    write(Txn.delete(keys.paused()));
  }

  /** Looks at the term alone: a damaged record is no reason to refuse what mends it. */
  private void refusePromoted() {
    if (Election.read(target, keys).term().filter(TermRecord::isPromoted).isPresent()) {
      throw new PromotedException();
    }
  }

  private void write(Txn.Write write) {
    switch (target.txn(new Txn(List.of(), List.of(write))).await()) {
      case TxnOutcome.Committed committed -> {}
      case TxnOutcome.ConditionFailed failed ->
          throw new IllegalStateException("a Txn without conditions had one that failed");
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
      case TxnOutcome.Unknown unknown -> throw unknown.cause();
    }
  }

  private Bytes record() {
    var record = JsonNodeFactory.instance.objectNode();
    record.put("version", 1).put("at", time.instant().toString());
    return Bytes.utf8(record.toString());
  }
}
