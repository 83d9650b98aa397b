package io.understudy.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import java.util.Collection;

/** The port's words as etcd's requests. */
final class Requests {

  /** As a start: the first key. As an end: the end of the keyspace. */
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  /** {@code WatchCreateRequest.fragment}, which jetcd's protos lack. */
  private static final int CREATE_FRAGMENT_FIELD = 8;

  private Requests() {}

  static RangeRequest range(RangeQuery query) {
    return RangeRequest.newBuilder()
        .setKey(start(query.range()))
        .setRangeEnd(end(query.range()))
        .setRevision(query.revision())
        .setLimit(query.limit())
        .setMinModRevision(query.minModRevision())
        .setKeysOnly(query.content() == RangeQuery.Content.KEYS)
        .setCountOnly(query.content() == RangeQuery.Content.COUNT)
        .build();
  }

  /** A Txn of reads only, so that all of them see one revision. */
  static TxnRequest get(Collection<Bytes> keys, long revision) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (Bytes key : keys) {
      RangeRequest read =
          RangeRequest.newBuilder().setKey(bytes(key)).setRevision(revision).build();
      txn.addSuccess(RequestOp.newBuilder().setRequestRange(read));
    }
    return txn.build();
  }

  static TxnRequest txn(Txn txn) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    txn.conditions().forEach(condition -> request.addCompare(compare(condition)));
    txn.writes().forEach(write -> request.addSuccess(op(write)));
    return request.build();
  }

  /** Asks for fragments, so that no message outgrows the limit, and for notices of progress. */
  static WatchRequest watch(KeyRange range, long fromRevision) {
    UnknownFieldSet fragment =
        UnknownFieldSet.newBuilder()
            .addField(
                CREATE_FRAGMENT_FIELD, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder()
            .setKey(start(range))
            .setRangeEnd(end(range))
            .setStartRevision(fromRevision)
            .setProgressNotify(true)
            .setUnknownFields(fragment)
            .build();
    return WatchRequest.newBuilder().setCreateRequest(create).build();
  }

  /** Fails as compacted exactly if {@code revision} is: the cheapest read that can tell. */
  static RangeRequest probe(KeyRange range, long revision) {
    return RangeRequest.newBuilder()
        .setKey(start(range))
        .setRevision(revision)
        .setCountOnly(true)
        .build();
  }

  private static Compare compare(Txn.Condition condition) {
    Compare.Builder compare =
        Compare.newBuilder().setKey(bytes(condition.key())).setResult(Compare.CompareResult.EQUAL);
    return switch (condition) {
      case Txn.Condition.ModRevisionIs is ->
          compare.setTarget(Compare.CompareTarget.MOD).setModRevision(is.revision()).build();
      case Txn.Condition.CreateRevisionIs is ->
          compare.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(is.revision()).build();
    };
  }

  private static RequestOp op(Txn.Write write) {
    return switch (write) {
      case Txn.Write.Put(Bytes key, Bytes value, long lease) ->
          RequestOp.newBuilder()
              .setRequestPut(
                  PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).setLease(lease))
              .build();
      case Txn.Write.Delete(Bytes key) ->
          RequestOp.newBuilder()
              .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)))
              .build();
    };
  }

  private static ByteString start(KeyRange range) {
    return range.from().isEmpty() ? ZERO : bytes(range.from());
  }

  private static ByteString end(KeyRange range) {
    return range.to().isEmpty() ? ZERO : bytes(range.to());
  }

  private static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.array());
  }
}
