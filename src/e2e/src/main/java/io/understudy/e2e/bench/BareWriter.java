package io.understudy.e2e.bench;

import io.understudy.core.port.Txn;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a copy is held against: a process that reads nothing, knows what to write and writes it, 126
 * puts a Txn, 8 Txns side by side.
 */
public final class BareWriter {

  private static final int PUTS_IN_TXN = 126;
  private static final int TXNS_IN_FLIGHT = 8;

  private BareWriter() {}

  /**
   * @param args endpoint, number of ConfigMaps, bytes of each; with TLS the files of the CA, the
   *     client's certificate and its key as well
   */
  public static void main(String[] args) {
    try (Store target = new Store(args[0], tls(args))) {
      write(target, new BulkConfigMaps(Integer.parseInt(args[1]), Integer.parseInt(args[2])));
    }
  }

  private static Optional<ServerTls> tls(String[] args) {
    if (args.length < 6) {
      return Optional.empty();
    }
    TestCa.Issued shown = new TestCa.Issued(Path.of(args[4]), Path.of(args[5]));
    return Optional.of(new ServerTls(Path.of(args[3]), shown, shown));
  }

  /** Namespaces and all. */
  static void write(Store target, BulkConfigMaps maps) {
    target.write(maps.namespaces().iterator(), PUTS_IN_TXN, TXNS_IN_FLIGHT);
    Iterator<Txn.Write.Put> puts =
        IntStream.range(0, maps.count())
            .mapToObj(i -> new Txn.Write.Put(maps.key(i), maps.value(i, 0), 0))
            .iterator();
    target.write(puts, PUTS_IN_TXN, TXNS_IN_FLIGHT);
  }
}
