package io.understudy.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.WatchResponse;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.Revision;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** etcd's answers in the port's words. */
final class Answers {

  /** {@code WatchResponse.fragment}, which jetcd's protos lack: true on every part but the last. */
  private static final int RESPONSE_FRAGMENT_FIELD = 7;

  /** Fields of {@code StatusResponse} that jetcd's protos lack; the last is etcd's from 3.6 on. */
  private static final int STATUS_ERRORS_FIELD = 8;

  private static final int STATUS_DB_SIZE_IN_USE_FIELD = 9;
  private static final int STATUS_DB_SIZE_QUOTA_FIELD = 12;

  private Answers() {}

  static Page page(RangeResponse answer) {
    List<KeyValue> keys = new ArrayList<>(answer.getKvsCount());
    answer.getKvsList().forEach(kv -> keys.add(keyValue(kv)));
    return new Page(keys, answer.getMore(), answer.getCount(), answer.getHeader().getRevision());
  }

  static Found found(TxnResponse answer) {
    Map<Bytes, KeyValue> keys = new TreeMap<>();
    for (ResponseOp op : answer.getResponsesList()) {
      for (io.etcd.jetcd.api.KeyValue kv : op.getResponseRange().getKvsList()) {
        KeyValue found = keyValue(kv);
        keys.put(found.key(), found);
      }
    }
    return new Found(keys, answer.getHeader().getRevision());
  }

  static TxnOutcome outcome(TxnResponse answer) {
    long revision = answer.getHeader().getRevision();
    return answer.getSucceeded()
        ? new TxnOutcome.Committed(revision)
        : new TxnOutcome.ConditionFailed(revision);
  }

  static EtcdStatus status(StatusResponse answer) {
    return new EtcdStatus(
        answer.getHeader().getClusterId(),
        answer.getHeader().getRaftTerm(),
        answer.getHeader().getRevision(),
        answer.getVersion(),
        answer.getDbSize(),
        number(answer, STATUS_DB_SIZE_IN_USE_FIELD),
        number(answer, STATUS_DB_SIZE_QUOTA_FIELD),
        answer.getUnknownFields().getField(STATUS_ERRORS_FIELD).getLengthDelimitedList().stream()
            .map(ByteString::toStringUtf8)
            .map(String::strip)
            .toList());
  }

  static EtcdMembers members(MemberListResponse answer) {
    return new EtcdMembers(
        answer.getHeader().getMemberId(),
        answer.getMembersList().stream()
            .map(
                each ->
                    new EtcdMembers.Member(
                        each.getID(), each.getName(), List.copyOf(each.getClientURLsList())))
            .toList());
  }

  static Revision.Change change(Event event) {
    return event.getType() == Event.EventType.DELETE
        ? new Revision.Change.Delete(LiteralBytes.of(event.getKv().getKey()))
        : new Revision.Change.Put(keyValue(event.getKv()));
  }

  /** Whether more parts of the same answer follow. */
  static boolean isFragment(WatchResponse answer) {
    UnknownFieldSet.Field field = answer.getUnknownFields().getField(RESPONSE_FRAGMENT_FIELD);
    return field.getVarintList().stream().anyMatch(flag -> flag != 0);
  }

  private static long number(StatusResponse answer, int field) {
    return answer.getUnknownFields().getField(field).getVarintList().stream()
        .mapToLong(Long::longValue)
        .reduce(0, (first, last) -> last);
  }

  private static KeyValue keyValue(io.etcd.jetcd.api.KeyValue kv) {
    return new KeyValue(
        LiteralBytes.of(kv.getKey()),
        LiteralBytes.of(kv.getValue()),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }
}
