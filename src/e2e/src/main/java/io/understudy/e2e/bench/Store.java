package io.understudy.e2e.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.testkit.ServerTls;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One etcd as the bench sees it: through jetcd's own client, the same whatever is measured. */
final class Store implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 60;
  private static final int MAX_ANSWER_BYTES = 256 << 20;

  private final Client client;
  private final KV keys;

  Store(String endpoint) {
    this(endpoint, Optional.empty());
  }

  Store(String endpoint, Optional<ServerTls> tls) {
    ClientBuilder builder =
        Client.builder().endpoints(endpoint).maxInboundMessageSize(MAX_ANSWER_BYTES);
    tls.ifPresent(files -> builder.sslContext(files.grpcContext()));
    this.client = builder.build();
    this.keys = client.getKVClient();
  }

  /** Puts without a condition, in Txns side by side. */
  void write(Iterator<Txn.Write.Put> puts, int putsInTxn, int txnsInFlight) {
    Semaphore free = new Semaphore(txnsInFlight);
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    while (puts.hasNext() && failed.get() == null) {
      List<Op> ops = new ArrayList<>(putsInTxn);
      while (puts.hasNext() && ops.size() < putsInTxn) {
        Txn.Write.Put put = puts.next();
        ops.add(Op.put(sequence(put.key()), sequence(put.value()), PutOption.DEFAULT));
      }
      acquire(free, 1);
      keys.txn()
          .Then(ops.toArray(Op[]::new))
          .commit()
          .whenComplete(
              (answer, failure) -> {
                if (failure != null) {
                  failed.compareAndSet(null, failure);
                }
                free.release();
              });
    }
    acquire(free, txnsInFlight);
    Throwable failure = failed.get();
    if (failure != null) {
      throw new CompletionException("an etcd refused a write of the bench", failure);
    }
  }

  /** An etcd that answers nothing must not hold the bench up for ever. */
  private static void acquire(Semaphore free, int permits) {
    try {
      if (!free.tryAcquire(permits, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("an etcd does not answer the bench's writes");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an etcd was written to", interruption);
    }
  }

  void put(Bytes key, Bytes value) {
    await(keys.put(sequence(key), sequence(value)));
  }

  /**
   * One key's presence and the store's revision, in one cheap read.
   *
   * @param revision of the store
   */
  record Glance(boolean present, long revision) {}

  Glance glance(Bytes key) {
    GetOption option = GetOption.builder().withKeysOnly(true).build();
    var answer = await(keys.get(sequence(key), option));
    return new Glance(answer.getCount() > 0, answer.getHeader().getRevision());
  }

  /** The value of a key, empty if it does not exist. */
  Bytes value(Bytes key) {
    var found = await(keys.get(sequence(key))).getKvs();
    return found.isEmpty() ? Bytes.EMPTY : Bytes.wrap(found.get(0).getValue().getBytes());
  }

  long count(Bytes prefix) {
    GetOption option =
        GetOption.builder().withRange(sequence(prefix.prefixEnd())).withCountOnly(true).build();
    return await(keys.get(sequence(prefix), option)).getCount();
  }

  /** A key as it is stored. */
  record Entry(Bytes key, Bytes value, long modRevision, long version) {}

  /** Keys from {@code from} on, below {@code to}, at most so many. */
  List<Entry> page(Bytes from, Bytes to, int limit) {
    GetOption option = GetOption.builder().withRange(sequence(to)).withLimit(limit).build();
    List<Entry> page = new ArrayList<>();
    for (var kv : await(keys.get(sequence(from), option)).getKvs()) {
      page.add(
          new Entry(
              Bytes.wrap(kv.getKey().getBytes()),
              Bytes.wrap(kv.getValue().getBytes()),
              kv.getModRevision(),
              kv.getVersion()));
    }
    return page;
  }

  @Override
  public void close() {
    client.close();
  }

  private static ByteSequence sequence(Bytes bytes) {
    return ByteSequence.from(bytes.array());
  }

  private static <T> T await(CompletableFuture<T> call) {
    try {
      return call.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an etcd was asked", interruption);
    } catch (ExecutionException | TimeoutException failure) {
      throw new IllegalStateException("an etcd did not do what the bench needs", failure);
    }
  }
}
