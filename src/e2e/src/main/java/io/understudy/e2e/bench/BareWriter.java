package io.understudy.e2e.bench;

import io.understudy.core.port.Txn;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.util.Iterator;
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
   * @param args endpoint, number of ConfigMaps, bytes of each
   */
  public static void main(String[] args) {
    try (Store target = new Store(args[0])) {
      write(target, new BulkConfigMaps(Integer.parseInt(args[1]), Integer.parseInt(args[2])));
    }
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
