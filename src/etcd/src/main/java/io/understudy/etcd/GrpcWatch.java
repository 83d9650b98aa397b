package io.understudy.etcd;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * One watch on its own gRPC stream. Asks the server for one message at a time, and for none while
 * the buffer is full.
 *
 * <p>etcd (3.4 for certain) serves a watch that starts exactly at the compacted revision, but
 * without the deletes of that revision, which compaction has removed. So whenever an answer comes
 * from history, not live, the revision before its first is probed, and only if that is still there
 * is the answer delivered; else the watch ends as compacted.
 */
final class GrpcWatch implements WatchStream {

  /** A watch on a member that has lost its leader fails instead of hanging. */
  private static final Metadata.Key<String> REQUIRE_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** For the records around a key and its value. */
  private static final int CHANGE_OVERHEAD_BYTES = 128;

  private final String store;
  private final Pin pin;
  private final long fromRevision;
  private final ClientCall<WatchRequest, WatchResponse> call;
  private final LongFunction<ListenableFuture<RangeResponse>> probe;
  private final Supplier<String> outage;
  private final WatchBuffer buffer;
  private final RevisionAssembler assembler;
  private final long createdByNanos;
  private volatile boolean created;

  /**
   * Whether gRPC would hand on whatever comes next: it keeps an end behind what is not asked for.
   */
  private volatile boolean listening;

  private boolean beforeFirst = true;
  private boolean midAnswer;

  private GrpcWatch(
      EtcdEndpoint endpoint,
      Pin pin,
      ClientCall<WatchRequest, WatchResponse> call,
      long fromRevision,
      LongFunction<ListenableFuture<RangeResponse>> probe,
      Supplier<String> outage) {
    this.store = endpoint.label();
    this.pin = pin;
    this.outage = outage;
    this.fromRevision = fromRevision;
    this.call = call;
    this.probe = probe;
    this.buffer = new WatchBuffer(endpoint.watchBufferBytes(), endpoint.watchBufferRevisions());
    this.assembler = new RevisionAssembler(store, fromRevision);
    this.createdByNanos = System.nanoTime() + endpoint.callTimeout().toNanos();
  }

  /**
   * @param pin whose answers it takes
   * @param probe reads at a revision; fails as compacted if that is compacted
   * @param outage why no member can be connected to, empty if that is not known
   */
  static GrpcWatch open(
      EtcdEndpoint endpoint,
      Pin pin,
      ClientCall<WatchRequest, WatchResponse> call,
      WatchRequest create,
      LongFunction<ListenableFuture<RangeResponse>> probe,
      Supplier<String> outage) {
    long fromRevision = create.getCreateRequest().getStartRevision();
    GrpcWatch watch = new GrpcWatch(endpoint, pin, call, fromRevision, probe, outage);
    Metadata headers = new Metadata();
    headers.put(REQUIRE_LEADER, "true");
    call.start(watch.new Received(), headers);
    call.sendMessage(create);
    watch.listen();
    return watch;
  }

  @Override
  public Message next(Duration patience) {
    Message message = buffer.take(created ? patience : atMostUntilCreation(patience));
    if (message instanceof Message.Idle && !created && createdByNanos - System.nanoTime() <= 0) {
      finish(new Message.Ended(notCreated()));
      message = buffer.take(Duration.ZERO);
    }
    if (buffer.claimDemand()) {
      listen();
    }
    return message;
  }

  @Override
  public boolean isFull() {
    return buffer.isFull();
  }

  @Override
  public boolean stands() {
    return created && listening && !buffer.hasEnded();
  }

  @Override
  public void close() {
    EtcdException closed =
        new EtcdException(EtcdException.Kind.UNAVAILABLE, store + ": watch closed by its reader");
    buffer.drop(new Message.Ended(closed));
    cancel();
  }

  private Duration atMostUntilCreation(Duration patience) {
    Duration left = Duration.ofNanos(Math.max(0, createdByNanos - System.nanoTime()));
    return patience.compareTo(left) < 0 ? patience : left;
  }

  private EtcdException notCreated() {
    String reason = outage.get();
    return new EtcdException(
        EtcdException.Kind.UNAVAILABLE,
        store
            + ": watch failed: "
            + (reason.isEmpty()
                ? "no member opened it in time; check that its members run"
                : reason));
  }

  private void receive(WatchResponse answer) {
    if (!pin.holds(answer.getHeader())) {
      finish(new Message.Ended(pin.broken("watch", answer.getHeader())));
    } else if (answer.getCanceled()) {
      finish(cancelled(answer));
    } else if (answer.getCreated()) {
      created = true;
      demand();
    } else if (answer.getEventsCount() == 0) {
      progress(answer);
    } else if (isFromHistory(answer)) {
      probeThenDeliver(answer);
    } else {
      deliver(answer);
    }
  }

  private Message cancelled(WatchResponse answer) {
    if (answer.getCompactRevision() > 0) {
      return new Message.Compacted(answer.getCompactRevision() + 1);
    }
    Status status = Status.UNKNOWN.withDescription(answer.getCancelReason());
    return new Message.Ended(Failures.of(store, "watch", status.asRuntimeException()));
  }

  /** Only the periodic notice of this very watch: it is sent in order with the events. */
  private void progress(WatchResponse answer) {
    long revision = answer.getHeader().getRevision();
    midAnswer = Answers.isFragment(answer);
    if (revision >= fromRevision && !assembler.isMidway() && answer.getWatchId() >= 0) {
      buffer.add(new Message.Progress(revision), CHANGE_OVERHEAD_BYTES);
    }
    demand();
  }

  /** A live answer carries the one revision that its header names. */
  private boolean isFromHistory(WatchResponse answer) {
    long first = answer.getEvents(0).getKv().getModRevision();
    return !midAnswer && (beforeFirst || first < answer.getHeader().getRevision());
  }

  private void probeThenDeliver(WatchResponse answer) {
    long first = answer.getEvents(0).getKv().getModRevision();
    Futures.addCallback(
        probe.apply(first - 1),
        new FutureCallback<RangeResponse>() {
          @Override
          public void onSuccess(RangeResponse stillThere) {
            if (pin.holds(stillThere.getHeader())) {
              deliver(answer);
            } else {
              finish(new Message.Ended(pin.broken("probe", stillThere.getHeader())));
            }
          }

          @Override
          public void onFailure(Throwable failure) {
            EtcdException cause = Failures.of(store, "probe of a watch's history", failure);
            boolean compacted = cause.kind() == EtcdException.Kind.COMPACTED;
            finish(compacted ? new Message.Compacted(first + 1) : new Message.Ended(cause));
          }
        },
        MoreExecutors.directExecutor());
  }

  private void deliver(WatchResponse answer) {
    beforeFirst = false;
    midAnswer = Answers.isFragment(answer);
    try {
      for (Revision revision : assembler.accept(answer.getEventsList(), midAnswer)) {
        buffer.add(new Message.Changed(revision), bytes(revision));
      }
      demand();
    } catch (EtcdException backwards) {
      finish(new Message.Ended(backwards));
    }
  }

  private void demand() {
    if (buffer.hasRoomElseOwe()) {
      listen();
    }
  }

  private void listen() {
    listening = true;
    call.request(1);
  }

  private void finish(Message message) {
    buffer.end(message);
    cancel();
  }

  private void cancel() {
    call.cancel("watch closed", null);
  }

  private static long bytes(Revision revision) {
    long bytes = 0;
    for (Revision.Change change : revision.changes()) {
      bytes += CHANGE_OVERHEAD_BYTES + change.key().length();
      if (change instanceof Revision.Change.Put put) {
        bytes += put.after().value().length();
      }
    }
    return bytes;
  }

  private final class Received extends ClientCall.Listener<WatchResponse> {

    @Override
    public void onMessage(WatchResponse answer) {
      listening = false;
      receive(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      Status cause =
          status.isOk() ? Status.UNAVAILABLE.withDescription("the server ended it") : status;
      buffer.end(new Message.Ended(Failures.of(store, "watch", cause.asRuntimeException())));
    }
  }
}
