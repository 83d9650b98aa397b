package io.understudy.etcd;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An etcd over gRPC. Connects when first used; a call waits for a connection until its deadline.
 * Calls go round the members that answer; nothing is ever sent twice, but for one case: a call that
 * etcd refused for its token is repeated once with a new one, since etcd judges the token before it
 * applies anything. Certificates and passwords are read anew when they are needed.
 */
public final class GrpcEtcd implements Etcd {

  private static final int MAX_KEYS_PER_GET = 100;
  private static final int CLOSE_TIMEOUT_SECONDS = 5;

  private final EtcdEndpoint endpoint;
  private final ManagedChannel channel;
  private final Optional<TlsContext> tls;
  private final Optional<Tokens> tokens;
  private final Outages outages;
  private final Pin pin;

  private GrpcEtcd(EtcdEndpoint endpoint, Optional<TlsContext> tls) {
    this.endpoint = endpoint;
    this.pin = new Pin(endpoint.label(), 0);
    this.tls = tls;
    this.channel = Channels.open(endpoint, tls);
    this.tokens = endpoint.login().map(login -> new Tokens(login, channel, endpoint.callTimeout()));
    this.outages = new Outages(channel, endpoint, tls);
  }

  private GrpcEtcd(GrpcEtcd same, long clusterId) {
    this.endpoint = same.endpoint;
    this.tls = same.tls;
    this.channel = same.channel;
    this.tokens = same.tokens;
    this.outages = same.outages;
    this.pin = new Pin(endpoint.label(), clusterId);
  }

  /**
   * @throws IllegalArgumentException if its TLS files cannot be used; names the file
   */
  public static GrpcEtcd connect(EtcdEndpoint endpoint) {
    Optional<TlsContext> tls =
        endpoint.isTls()
            ? Optional.of(new TlsContext(endpoint.name(), endpoint.tls().orElse(TlsFiles.NONE)))
            : Optional.empty();
    return new GrpcEtcd(endpoint, tls);
  }

  /** How often TLS files that had changed could not be used, since it was opened. */
  public long tlsReloadFailures() {
    return tls.map(TlsContext::failures).orElse(0L);
  }

  /** Why the TLS files as they are now are not in force; empty if they are. Reads them. */
  public Optional<String> tlsTrouble() {
    return tls.flatMap(TlsContext::trouble);
  }

  @Override
  public Etcd pinnedTo(long clusterId) {
    return new GrpcEtcd(this, clusterId);
  }

  @Override
  public Pending<Page> range(RangeQuery query) {
    RangeRequest request = Requests.range(query);
    return reading(
        "range",
        () -> keys().range(request),
        answer -> {
          pin.require("range", answer.getHeader());
          return Answers.page(answer);
        });
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    if (keys.size() > MAX_KEYS_PER_GET) {
      throw new IllegalArgumentException(
          "at most " + MAX_KEYS_PER_GET + " keys can be read at once, not " + keys.size());
    }
    TxnRequest request = Requests.get(keys, revision);
    return reading(
        "get",
        () -> keys().txn(request),
        answer -> {
          pin.require("get", answer.getHeader());
          return Answers.found(answer);
        });
  }

  @Override
  public Pending<TxnOutcome> txn(Txn txn) {
    TxnRequest request = Requests.txn(txn);
    return new PendingCall<>(
        authorized(() -> keys().txn(request)),
        Answers::outcome,
        failure -> Failures.outcome(endpoint.label(), explained(failure)));
  }

  @Override
  public WatchStream watch(KeyRange range, long fromRevision) {
    if (fromRevision < 1) {
      throw new IllegalArgumentException("a watch starts at revision 1 or later: " + fromRevision);
    }
    return GrpcWatch.open(
        endpoint,
        pin,
        Channels.awake(channel).newCall(WatchGrpc.getWatchMethod(), watching()),
        Requests.watch(range, fromRevision),
        revision -> authorized(() -> keys().range(Requests.probe(range, revision))),
        outages::reason);
  }

  @Override
  public Pending<EtcdStatus> askStatus() {
    return reading(
        "status",
        () ->
            bounded(MaintenanceGrpc.newFutureStub(channel))
                .status(StatusRequest.getDefaultInstance()),
        Answers::status);
  }

  /** Which members it has by the knowledge of the one that answers. */
  public Pending<EtcdMembers> askMembers() {
    return reading(
        "member list",
        () ->
            bounded(ClusterGrpc.newFutureStub(channel))
                .memberList(MemberListRequest.getDefaultInstance()),
        Answers::members);
  }

  /** Each member by a connection of its own, all at once. */
  @Override
  public Optional<String> stranger(Duration most) {
    try (ExecutorService each =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
      List<CompletableFuture<Optional<String>>> asked =
          endpoint.each().stream()
              .map(member -> CompletableFuture.supplyAsync(() -> stranger(member, most), each))
              .toList();
      return asked.stream().map(CompletableFuture::join).flatMap(Optional::stream).findFirst();
    }
  }

  private Optional<String> stranger(EtcdEndpoint member, Duration most) {
    ManagedChannel own = Channels.open(member, tls);
    try {
      return new Outages(own, member, tls)
          .answer(most)
          .map(reason -> member.addresses().getFirst() + ": " + reason);
    } finally {
      own.shutdownNow();
    }
  }

  @Override
  public long grantLease(long ttlSeconds) {
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).build();
    return reading("lease grant", () -> leases().leaseGrant(request), answer -> answer.getID())
        .await();
  }

  @Override
  public long keepLeaseAlive(long lease) {
    return reading("lease renewal", () -> renewal(lease), LeaseKeepAliveResponse::getTTL).await();
  }

  @Override
  public void revokeLease(long lease) {
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(lease).build();
    reading("lease revocation", () -> leases().leaseRevoke(request), answer -> answer).await();
  }

  @Override
  public long leaseSecondsLeft(long lease) {
    LeaseTimeToLiveRequest request = LeaseTimeToLiveRequest.newBuilder().setID(lease).build();
    return reading(
            "lease query",
            () -> leases().leaseTimeToLive(request),
            answer -> {
              pin.require("lease query", answer.getHeader());
              return answer.getTTL();
            })
        .await();
  }

  @Override
  public void compact(long revision) {
    CompactionRequest request = CompactionRequest.newBuilder().setRevision(revision).build();
    reading("compaction", () -> keys().compact(request), answer -> answer).await();
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

  private <R, T> Pending<T> reading(
      String what, Supplier<ListenableFuture<R>> call, Function<R, T> answered) {
    return new PendingCall<>(
        authorized(call),
        answered,
        failure -> {
          throw Failures.of(endpoint.label(), what, explained(failure));
        });
  }

  private <R> ListenableFuture<R> authorized(Supplier<ListenableFuture<R>> call) {
    return tokens.isPresent() ? tokens.get().authorized(call) : call.get();
  }

  /** A call that waited in vain for a connection, with the reason why there is none. */
  private Throwable explained(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    if (status.getCode() != Status.Code.DEADLINE_EXCEEDED) {
      return failure;
    }
    String reason = outages.reason();
    return reason.isEmpty()
        ? failure
        : Status.UNAVAILABLE.withDescription(reason).withCause(failure).asRuntimeException();
  }

  /** etcd 3.4 calls a watch with a stale token "permission denied": it gets a fresh one. */
  private CallOptions watching() {
    CallOptions options = CallOptions.DEFAULT.withWaitForReady();
    if (tokens.isEmpty()) {
      return options;
    }
    tokens.get().renew();
    return options.withCallCredentials(tokens.get());
  }

  private ListenableFuture<LeaseKeepAliveResponse> renewal(long lease) {
    SettableFuture<LeaseKeepAliveResponse> answer = SettableFuture.create();
    StreamObserver<LeaseKeepAliveRequest> stream =
        bounded(LeaseGrpc.newStub(channel)).leaseKeepAlive(new FirstAnswer<>(answer));
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    stream.onCompleted();
    return answer;
  }

  private KVGrpc.KVFutureStub keys() {
    return bounded(KVGrpc.newFutureStub(channel));
  }

  private LeaseGrpc.LeaseFutureStub leases() {
    return bounded(LeaseGrpc.newFutureStub(channel));
  }

  private <S extends AbstractStub<S>> S bounded(S stub) {
    Channels.awake(channel);
    S known = tokens.isPresent() ? stub.withCallCredentials(tokens.get()) : stub;
    return known
        .withWaitForReady()
        .withDeadlineAfter(endpoint.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The first answer of a stream; a stream that ends without one has failed. */
  private record FirstAnswer<R>(SettableFuture<R> answer) implements StreamObserver<R> {

    @Override
    public void onNext(R value) {
      answer.set(value);
    }

    @Override
    public void onError(Throwable failure) {
      answer.setException(failure);
    }

    @Override
    public void onCompleted() {
      answer.setException(
          Status.UNAVAILABLE.withDescription("ended without an answer").asRuntimeException());
    }
  }
}
