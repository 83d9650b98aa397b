package io.understudy.etcd;

import com.google.common.util.concurrent.ListenableFuture;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An etcd over gRPC. Connects when first used; a call waits for a connection until its deadline.
 * Calls go round the members that answer; nothing is ever sent twice.
 */
public final class GrpcEtcd implements Etcd {

  private static final int MAX_KEYS_PER_GET = 100;
  private static final int CLOSE_TIMEOUT_SECONDS = 5;

  private final EtcdEndpoint endpoint;
  private final ManagedChannel channel;

  private GrpcEtcd(EtcdEndpoint endpoint, ManagedChannel channel) {
    this.endpoint = endpoint;
    this.channel = channel;
  }

  /**
   * @throws IllegalArgumentException if the endpoints are {@code https}: those need a TLS context
   */
  public static GrpcEtcd connect(EtcdEndpoint endpoint) {
    return new GrpcEtcd(endpoint, Channels.open(endpoint, Optional.empty()));
  }

  /**
   * @param tls trust, and the client certificate where one is asked for; used for {@code https}
   */
  public static GrpcEtcd connect(EtcdEndpoint endpoint, SslContext tls) {
    return new GrpcEtcd(endpoint, Channels.open(endpoint, Optional.of(tls)));
  }

  @Override
  public Pending<Page> range(RangeQuery query) {
    return reading("range", keys().range(Requests.range(query)), Answers::page);
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    if (keys.size() > MAX_KEYS_PER_GET) {
      throw new IllegalArgumentException(
          "at most " + MAX_KEYS_PER_GET + " keys can be read at once, not " + keys.size());
    }
    return reading("get", keys().txn(Requests.get(keys, revision)), Answers::found);
  }

  @Override
  public Pending<TxnOutcome> txn(Txn txn) {
    return new PendingCall<>(
        keys().txn(Requests.txn(txn)),
        Answers::outcome,
        failure -> Failures.outcome(endpoint.name(), failure));
  }

  @Override
  public WatchStream watch(KeyRange range, long fromRevision) {
    if (fromRevision < 1) {
      throw new IllegalArgumentException("a watch starts at revision 1 or later: " + fromRevision);
    }
    return GrpcWatch.open(
        endpoint,
        Channels.awake(channel)
            .newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT.withWaitForReady()),
        Requests.watch(range, fromRevision),
        revision -> keys().range(Requests.probe(range, revision)));
  }

  @Override
  public EtcdStatus status() {
    ListenableFuture<io.etcd.jetcd.api.StatusResponse> call =
        bounded(MaintenanceGrpc.newFutureStub(channel)).status(StatusRequest.getDefaultInstance());
    return reading("status", call, Answers::status).await();
  }

  @Override
  public long grantLease(long ttlSeconds) {
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).build();
    return reading("lease grant", leases().leaseGrant(request), answer -> answer.getID()).await();
  }

  @Override
  public long keepLeaseAlive(long lease) {
    CompletableFuture<LeaseKeepAliveResponse> answer = new CompletableFuture<>();
    StreamObserver<LeaseKeepAliveRequest> stream =
        bounded(LeaseGrpc.newStub(channel)).leaseKeepAlive(new FirstAnswer<>(answer));
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    stream.onCompleted();
    return reading("lease renewal", answer, LeaseKeepAliveResponse::getTTL).await();
  }

  @Override
  public void revokeLease(long lease) {
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(lease).build();
    reading("lease revocation", leases().leaseRevoke(request), answer -> answer).await();
  }

  @Override
  public long leaseSecondsLeft(long lease) {
    LeaseTimeToLiveRequest request = LeaseTimeToLiveRequest.newBuilder().setID(lease).build();
    return reading("lease query", leases().leaseTimeToLive(request), answer -> answer.getTTL())
        .await();
  }

  /** Ends calls under way and open watches, and waits at most 5 s for the connections to close. */
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private <R, T> Pending<T> reading(String what, Future<R> call, Function<R, T> answered) {
    return new PendingCall<>(
        call,
        answered,
        failure -> {
          throw Failures.of(endpoint.name(), what, failure);
        });
  }

  private KVGrpc.KVFutureStub keys() {
    return bounded(KVGrpc.newFutureStub(channel));
  }

  private LeaseGrpc.LeaseFutureStub leases() {
    return bounded(LeaseGrpc.newFutureStub(channel));
  }

  private <S extends AbstractStub<S>> S bounded(S stub) {
    Channels.awake(channel);
    return stub.withWaitForReady()
        .withDeadlineAfter(endpoint.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The first answer of a stream; a stream that ends without one has failed. */
  private record FirstAnswer<R>(CompletableFuture<R> answer) implements StreamObserver<R> {

    @Override
    public void onNext(R value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(
          Status.UNAVAILABLE.withDescription("ended without an answer").asRuntimeException());
    }
  }
}
