package io.understudy.e2e.chaos;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Victim;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.FaultLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Plants each {@link Plant} into sites that are well, one after the other. */
final class PlantedFaults implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long TOO_FAR = 1000;

  private final ChaosSites sites;
  private final ChaosTraffic traffic;
  private final AfterTheHeal after;
  private final GrpcEtcd target;

  PlantedFaults(ChaosSites sites, ChaosTraffic traffic) {
    this.sites = sites;
    this.traffic = traffic;
    this.after = new AfterTheHeal(sites);
    this.target =
        sites.target().connect("planter", sites.target().endpoints(), Duration.ofSeconds(5));
  }

  /**
   * @throws IllegalStateException if the sites are not well before
   */
  void plant(Plant plant) throws InterruptedException {
    Bytes victim = ChaosTraffic.key("chaos", plant.victim());
    if (plant == Plant.LOST_EVENT) {
      misleadTheMirrors(plant.victim());
    }
    put(victim, 1);
    long first = sites.target().revision();
    put(victim, 2);
    switch (plant) {
      case LOST_EVENT -> {}
      case STALE_VALUE -> claiming(same -> List.of(Txn.put(victim, value(victim, 1)), same));
      case DELETED_BEHIND -> claiming(same -> List.of(Txn.delete(victim), same));
      case LATE_TXN -> commit(new Txn(List.of(), repeated(victim, first)));
      case EDITED_RECORD -> claiming(same -> List.of(ahead(same)));
    }
  }

  /** From now on the mirrors read another name of the same length wherever they read this one. */
  private void misleadTheMirrors(String name) {
    byte[] wanted = ("/" + name).getBytes(StandardCharsets.US_ASCII);
    FaultLink.Inspector misleading =
        (toServer, bytes) -> {
          for (int at = 0; !toServer && at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
              bytes[at + 1] = 'V';
            }
          }
          return true;
        };
    for (int i = 0; i < ChaosPlan.MIRRORS; i++) {
      sites.links(new Victim.Mirror(i)).of(Side.SOURCE).forEach(link -> link.inspect(misleading));
    }
  }

  /** Puts it at the source and waits until the target claims to have it. */
  private void put(Bytes victim, long content) throws InterruptedException {
    traffic.write(List.of(Txn.put(victim, value(victim, content))));
    List<String> problems = after.lag();
    if (!problems.isEmpty()) {
      throw new IllegalStateException("nothing can be planted: " + problems);
    }
  }

  private static Bytes value(Bytes victim, long content) {
    String key = victim.utf8();
    return ChaosTraffic.value("chaos", key.substring(key.lastIndexOf('/') + 1), content);
  }

  /**
   * Writes as the mirror does, with its record, on top of what it wrote last.
   *
   * @param writes made of the put of the checkpoint as it is
   */
  private void claiming(Function<Txn.Write.Put, List<Txn.Write>> writes) {
    Bytes checkpoint = ChaosSites.KEYS.checkpoint();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              KeyValue now = sites.target().get(checkpoint).orElseThrow();
              Txn.Write.Put same = new Txn.Write.Put(checkpoint, now.value(), 0);
              Txn.Condition unchanged =
                  new Txn.Condition.ModRevisionIs(checkpoint, now.modRevision());
              Txn txn = new Txn(List.of(unchanged), writes.apply(same));
              return target.txn(txn).await() instanceof TxnOutcome.Committed;
            });
  }

  private void commit(Txn txn) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> target.txn(txn).await() instanceof TxnOutcome.Committed);
  }

  private static Txn.Write ahead(Txn.Write.Put same) {
    Checkpoint now = Checkpoint.fromJson(same.value());
    return Txn.put(same.key(), now.at(now.watermark() + TOO_FAR, now.observedAt()).toJson());
  }

  /** All that was written together with the victim, up to a target revision. */
  private List<Txn.Write> repeated(Bytes victim, long upTo) {
    List<Txn.Write> writes = new ArrayList<>();
    for (Revision revision : sites.target().history().revisions()) {
      boolean is = revision.changes().stream().anyMatch(change -> change.key().equals(victim));
      if (is && revision.number() <= upTo) {
        revision.changes().forEach(change -> writes.add(again(change)));
      }
    }
    if (writes.isEmpty()) {
      throw new IllegalStateException("the mirror has not written " + victim);
    }
    return writes;
  }

  private static Txn.Write again(Change change) {
    return switch (change) {
      case Change.Put put -> Txn.put(put.key(), put.after().value());
      case Change.Delete delete -> Txn.delete(delete.key());
    };
  }

  @Override
  public void close() {
    target.close();
  }
}
