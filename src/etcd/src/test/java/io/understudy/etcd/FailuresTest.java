package io.understudy.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.TxnOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

  @ParameterizedTest
  @CsvSource({
    "OUT_OF_RANGE, etcdserver: mvcc: required revision has been compacted, COMPACTED",
    "OUT_OF_RANGE, etcdserver: mvcc: required revision is a future revision, FUTURE_REVISION",
    "RESOURCE_EXHAUSTED, etcdserver: mvcc: database space exceeded, NO_SPACE",
    "RESOURCE_EXHAUSTED, etcdserver: too many requests, UNAVAILABLE",
    "RESOURCE_EXHAUSTED, grpc: received message larger than max (3 vs. 2), TOO_LARGE",
    "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size 4194304: 40002005, TOO_LARGE",
    "INVALID_ARGUMENT, etcdserver: request is too large, TOO_LARGE",
    "INVALID_ARGUMENT, etcdserver: duplicate key given in txn request, INVALID",
    "INVALID_ARGUMENT, etcdserver: user name is empty, DENIED",
    "NOT_FOUND, etcdserver: requested lease not found, LEASE_NOT_FOUND",
    "PERMISSION_DENIED, etcdserver: permission denied, DENIED",
    "UNAUTHENTICATED, etcdserver: invalid auth token, DENIED",
    "UNKNOWN, rpc error: code = PermissionDenied desc = etcdserver: permission denied, DENIED",
    "UNAVAILABLE, etcdserver: request timed out, UNAVAILABLE",
    "UNAVAILABLE, etcdserver: no leader, UNAVAILABLE",
    "DEADLINE_EXCEEDED, deadline exceeded, UNAVAILABLE",
    "INTERNAL, anything, OTHER"
  })
  void theKindIsReadFromTextAndCode(Status.Code code, String text, Kind kind) {
    EtcdException failure = Failures.of("source", "range", failure(code, text));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("source: range failed: " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, etcdserver: request is too large, true",
    "RESOURCE_EXHAUSTED, grpc: received message larger than max (3 vs. 2), true",
    "INVALID_ARGUMENT, etcdserver: too many operations in txn request, true",
    "PERMISSION_DENIED, etcdserver: permission denied, true",
    "NOT_FOUND, etcdserver: requested lease not found, true",
    "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size 4194304: 40002005, false",
    "RESOURCE_EXHAUSTED, etcdserver: mvcc: database space exceeded, false",
    "UNAVAILABLE, etcdserver: request timed out, false",
    "DEADLINE_EXCEEDED, deadline exceeded, false",
    "CANCELLED, cancelled, false",
    "INTERNAL, stream reset, false",
    "UNKNOWN, anything, false"
  })
  void aTxnIsRejectedOnlyWhereNothingCanHaveBeenWritten(
      Status.Code code, String text, boolean rejected) {
    TxnOutcome outcome = Failures.outcome("target", failure(code, text));

    assertThat(outcome)
        .isInstanceOf(rejected ? TxnOutcome.Rejected.class : TxnOutcome.Unknown.class);
  }

  @Test
  void anInterruptedTxnIsUnknown() {
    assertThat(Failures.outcome("target", new InterruptedException()))
        .isInstanceOf(TxnOutcome.Unknown.class);
  }

  private static RuntimeException failure(Status.Code code, String text) {
    return code.toStatus().withDescription(text).asRuntimeException();
  }
}
