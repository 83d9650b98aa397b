package io.understudy.testkit;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads and writes a real etcd through jetcd's own client, so that tests need not trust ours. */
public final class IndependentClient implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 30;

  /** It reads whole registries in one answer. */
  private static final int MAX_ANSWER_BYTES = 256 << 20;

  private final Client client;

  public IndependentClient(List<String> endpoints) {
    this(builder(endpoints));
  }

  private IndependentClient(ClientBuilder builder) {
    this.client = builder.build();
  }

  /** With the certificate of the tests' own clients. */
  public static IndependentClient over(List<String> endpoints, ServerTls tls) {
    return new IndependentClient(builder(endpoints).sslContext(tls.grpcContext()));
  }

  /** As a user with a password. */
  public static IndependentClient as(List<String> endpoints, String user, String password) {
    return new IndependentClient(
        builder(endpoints)
            .user(sequence(Bytes.utf8(user)))
            .password(sequence(Bytes.utf8(password))));
  }

  private static ClientBuilder builder(List<String> endpoints) {
    return Client.builder()
        .endpoints(endpoints.toArray(String[]::new))
        .maxInboundMessageSize(MAX_ANSWER_BYTES);
  }

  /**
   * @return the revision it made
   */
  public long put(String key, String value) {
    return put(Bytes.utf8(key), Bytes.utf8(value));
  }

  /**
   * @return the revision it made
   */
  public long put(Bytes key, Bytes value) {
    return await(client.getKVClient().put(sequence(key), sequence(value)))
        .getHeader()
        .getRevision();
  }

  /**
   * @return the store's revision then
   */
  public long delete(Bytes key) {
    return await(client.getKVClient().delete(sequence(key))).getHeader().getRevision();
  }

  /**
   * All of it in one Txn without a condition.
   *
   * @return the revision it made
   */
  public long commit(List<? extends Txn.Write> writes) {
    Op[] operations = writes.stream().map(IndependentClient::operation).toArray(Op[]::new);
    return await(client.getKVClient().txn().Then(operations).commit()).getHeader().getRevision();
  }

  public Optional<KeyValue> get(Bytes key) {
    return await(client.getKVClient().get(sequence(key))).getKvs().stream()
        .map(IndependentClient::keyValue)
        .findFirst();
  }

  /** Every key as of a revision, 0 for now. */
  public SortedMap<Bytes, KeyValue> all(long revision) {
    ByteSequence zero = ByteSequence.from(new byte[] {0});
    GetOption option = GetOption.builder().withRange(zero).withRevision(revision).build();
    GetResponse answer = await(client.getKVClient().get(zero, option));
    SortedMap<Bytes, KeyValue> all = new TreeMap<>();
    answer.getKvs().stream().map(IndependentClient::keyValue).forEach(kv -> all.put(kv.key(), kv));
    return all;
  }

  public long revision() {
    return await(client.getKVClient().get(ByteSequence.from(new byte[] {0})))
        .getHeader()
        .getRevision();
  }

  public void compact(long revision) {
    await(client.getKVClient().compact(revision));
  }

  /** Puts keys and values in the order in which they were created; leases are left off. */
  public void load(Collection<KeyValue> registry) {
    registry.stream()
        .sorted(Comparator.comparingLong(KeyValue::createRevision))
        .forEach(kv -> put(kv.key(), kv.value()));
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T> T await(CompletableFuture<T> call) {
    try {
      return call.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an etcd was asked", interruption);
    } catch (ExecutionException | TimeoutException failure) {
      throw new IllegalStateException("an etcd did not do what a test needs", failure);
    }
  }

  private static Op operation(Txn.Write write) {
    return switch (write) {
      case Txn.Write.Put put -> {
        PutOption lease = PutOption.builder().withLeaseId(put.lease()).build();
        yield Op.put(sequence(put.key()), sequence(put.value()), lease);
      }
      case Txn.Write.Delete delete -> Op.delete(sequence(delete.key()), DeleteOption.DEFAULT);
    };
  }

  private static KeyValue keyValue(io.etcd.jetcd.KeyValue kv) {
    return new KeyValue(
        Bytes.wrap(kv.getKey().getBytes()),
        Bytes.wrap(kv.getValue().getBytes()),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }

  private static ByteSequence sequence(Bytes bytes) {
    return ByteSequence.from(bytes.array());
  }
}
