package io.understudy.e2e.bench;

import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A fresh etcd and a client of it. Every one of a run keeps its data in the same kind of place. */
final class BenchEtcd implements AutoCloseable {

  /** Large enough for all that the bench writes. */
  private static final long QUOTA_BYTES = 8L << 30;

  private final Path data;
  private final EtcdProcess process;
  private final Store store;

  private BenchEtcd(Path data, EtcdProcess process, Optional<ServerTls> tls) {
    this.data = data;
    this.process = process;
    this.store = new Store(process.endpoint(), tls);
  }

  /** Where etcds keep their data. */
  enum Storage {
    /** On disk, as in production: each write waits until it is there. */
    DISK,
    /** In memory, where the system has such a directory. */
    MEMORY
  }

  static BenchEtcd start(Storage storage) {
    return start(storage, Optional.empty());
  }

  /**
   * @param tls that it speaks, and its client
   */
  static BenchEtcd start(Storage storage, Optional<ServerTls> tls) {
    try {
      Path data = Files.createTempDirectory("understudy-bench-etcd");
      EtcdOptions options = options(storage, data.resolve("data"));
      EtcdProcess process = EtcdProcess.start(tls.map(options::tls).orElse(options));
      return new BenchEtcd(data, process, tls);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for an etcd", e);
    }
  }

  /**
   * @param data where it is if it is on disk
   */
  static EtcdOptions options(Storage storage, Path data) {
    EtcdOptions options = EtcdOptions.standard().quotaBytes(QUOTA_BYTES);
    return storage == Storage.MEMORY ? options : options.argument("--data-dir=" + data);
  }

  String endpoint() {
    return process.endpoint();
  }

  Store store() {
    return store;
  }

  @Override
  public void close() {
    store.close();
    process.close();
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the data of an etcd", e);
    }
  }
}
