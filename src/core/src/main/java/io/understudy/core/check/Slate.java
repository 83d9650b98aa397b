package io.understudy.core.check;

import io.understudy.core.control.CheckRequest;
import io.understudy.core.control.CheckerRecord;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn.Condition;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which checks are asked for and under way, and so which ids are taken beside those of the kept
 * results. What is decided by it is written on condition that it is still so.
 */
record Slate(
    ControlKeys keys,
    @Nullable CheckerRecord checker,
    long checkerRevision,
    @Nullable CheckRequest request,
    long requestRevision) {

  /**
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if a record cannot be read
   */
  static Slate read(Etcd target, ControlKeys keys) {
    Found found = target.get(List.of(keys.checker(), keys.checkRequest()), 0).await();
    KeyValue checker = found.keys().get(keys.checker());
    KeyValue request = found.keys().get(keys.checkRequest());
    return new Slate(
        keys,
        checker == null ? null : CheckerRecord.fromJson(checker.value()),
        checker == null ? 0 : checker.modRevision(),
        request == null ? null : CheckRequest.fromJson(request.value()),
        request == null ? 0 : request.modRevision());
  }

  /**
   * @param kept ids of the kept results, read after this
   */
  String nextId(List<String> kept, InstantSource time) {
    List<String> known = new ArrayList<>(kept);
    if (checker != null) {
      known.add(checker.id());
    }
    if (request != null) {
      known.add(request.id());
    }
    return CheckIds.next(time.instant(), known);
  }

  /** That all this is still so, and that no result has this id. */
  List<Condition> conditions(String id) {
    Bytes result = keys.check(id);
    return List.of(
        new Condition.ModRevisionIs(keys.checker(), checkerRevision),
        new Condition.ModRevisionIs(keys.checkRequest(), requestRevision),
        new Condition.ModRevisionIs(result, 0));
  }

  static EtcdException changedEachTime(String when) {
    return new EtcdException(
        EtcdException.Kind.UNAVAILABLE,
        "the records of checks in the target changed each time " + when + "; try again");
  }
}
