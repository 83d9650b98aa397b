package io.understudy.testkit;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every promise of the port, as tests. An adapter passes them by extending this class; the promises
 * themselves are in the interfaces.
 */
public abstract class EtcdContract
    implements RangeContract,
        PinContract,
        TxnContract,
        WatchContract,
        LeaseContract,
        StatusContract,
        CompactContract {

  private static final AtomicInteger TESTS = new AtomicInteger();

  private final Bytes prefix = Bytes.utf8("/contract/" + TESTS.incrementAndGet() + "/");

  /** The etcd under test, with default limits. Tests write only below their own prefix. */
  @Override
  public abstract Etcd etcd();

  /** Compacts it, as an operator would. */
  @Override
  public abstract void compact(long revision);

  /** Called again and again while a test waits for leases to end: the time for a model's clock. */
  @Override
  public abstract void passTime();

  @Override
  public final Bytes prefix() {
    return prefix;
  }
}
