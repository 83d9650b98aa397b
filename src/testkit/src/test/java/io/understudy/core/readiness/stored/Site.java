package io.understudy.core.readiness.stored;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.Captures;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A real etcd with a registry in it, read through the adapter and written past it. */
final class Site implements AutoCloseable {

  static final ControlKeys KEYS = new ControlKeys("global");

  private static final Classifier ANY =
      Classifier.of(Rules.profile("everything", Rules.Options.DEFAULT));

  /** Keeps a Txn below etcd's own limit of a request. */
  private static final int TXN_BYTES = 1_000_000;

  private static final int TXN_WRITES = 100;

  private final EtcdProcess process = EtcdProcess.start();
  private final IndependentClient client = process.client();
  private final GrpcEtcd etcd =
      GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(process.endpoint())));

  GrpcEtcd etcd() {
    return etcd;
  }

  Registry asPrimary() {
    return Registry.ofPrimary(etcd, ANY);
  }

  Registry asStandby() {
    return asStandby(ANY);
  }

  Registry asStandby(Classifier classifier) {
    return Registry.ofStandby(etcd, KEYS, classifier);
  }

  /** Puts what a real control plane wrote. */
  Site load(String capture) {
    List<KeyValue> all = new ArrayList<>(Captures.registry(capture));
    all.sort(Comparator.comparing(KeyValue::createRevision));
    List<Txn.Write> writes = new ArrayList<>();
    long bytes = 0;
    for (KeyValue kv : all) {
      if (writes.size() == TXN_WRITES || bytes + kv.value().length() > TXN_BYTES) {
        client.commit(writes);
        writes.clear();
        bytes = 0;
      }
      writes.add(Txn.put(kv.key(), kv.value()));
      bytes += kv.value().length();
    }
    client.commit(writes);
    return this;
  }

  Site put(String key, String json) {
    return put(key, Bytes.utf8(json));
  }

  Site put(String key, Bytes value) {
    client.put(Bytes.utf8(key), value);
    return this;
  }

  /** As a mirror parks it: in the place beside the registry, and nowhere else. */
  Site park(String key, String json) {
    client.put(KEYS.parked(Bytes.utf8(key)), Bytes.utf8(json));
    return this;
  }

  /** Takes an object out of the registry and parks it. */
  Site park(String key) {
    Bytes from = Bytes.utf8(key);
    client.put(KEYS.parked(from), client.get(from).orElseThrow().value());
    client.delete(from);
    return this;
  }

  Site delete(String key) {
    client.delete(Bytes.utf8(key));
    return this;
  }

  Bytes valueOf(String key) {
    return client.get(Bytes.utf8(key)).orElseThrow().value();
  }

  @Override
  public void close() {
    etcd.close();
    client.close();
    process.close();
  }
}
