package io.understudy.testkit.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.ForwardingEtcd;
import io.understudy.core.port.Found;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.testkit.ModelStore;
import java.util.Collection;
import java.util.SplittableRandom;

/** A source whose history, and the target's, is compacted between the reads of a comparison. */
final class Compacting extends ForwardingEtcd {

  private final CheckWorld world;
  private final SplittableRandom random;
  private int strikes;
  private int struck;
  private int readsToGo;

  Compacting(Etcd etcd, CheckWorld world, SplittableRandom random) {
    super(etcd);
    this.world = world;
    this.random = random;
  }

  /** So often in what is read from now on. */
  void strike(int times) {
    strikes = times;
    struck = 0;
    readsToGo = random.nextInt(8);
  }

  int struck() {
    return struck;
  }

  private void beforeRead() {
    if (strikes == 0 || readsToGo-- > 0) {
      return;
    }
    strikes--;
    struck++;
    readsToGo = random.nextInt(8);
    world.change();
    world.claim();
    if (random.nextBoolean()) {
      compact(world.source);
    }
    if (random.nextBoolean()) {
      compact(world.target);
    }
  }

  /** All of its history but what it holds now. */
  static void compact(ModelStore store) {
    if (store.revision() > store.compactedRevision()) {
      store.compact(store.revision());
    }
  }

  @Override
  public Pending<Page> range(RangeQuery query) {
    beforeRead();
    return behind().range(query);
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    beforeRead();
    return behind().get(keys, revision);
  }

  @Override
  public Etcd pinnedTo(long clusterId) {
    throw new UnsupportedOperationException("a comparison pins nothing");
  }
}
