package io.understudy.failover.reprotect;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Leases that controllers elect their leaders by are not put again in etcd. Two reads of their
 * revisions are compared, so no clock of the other site is asked.
 */
final class LeasesProof implements StillnessProof {

  private static final String PREFIX = "/registry/leases/kube-system/";
  private static final Duration EVERY = Duration.ofMillis(500);

  private final Etcd etcd;
  private final List<String> names;

  /**
   * @param names at most 100
   */
  LeasesProof(Etcd etcd, List<String> names) {
    this.etcd = etcd;
    this.names = names;
  }

  private record Seen(Map<String, Long> revisions, Instant since) {}

  @Override
  public void look(List<String> facts, List<String> problems) {
    try {
      Map<String, Long> now = read();
      facts.add("Leases of the old primary by the revision of their last renewal: " + now);
      missing(now).ifPresent(problems::add);
    } catch (EtcdException failure) {
      problems.add(String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public String prove(StepContext context, Duration still) throws InterruptedException {
    Seen[] last = {new Seen(required(), context.now())};
    Seen proved =
        context.await(
            "the Leases "
                + last[0].revisions.keySet()
                + " of the old primary not to be renewed for "
                + still.toSeconds()
                + " s; stop its controllers",
            EVERY,
            () -> {
              Map<String, Long> now = required();
              if (!now.equals(last[0].revisions)) {
                last[0] = new Seen(now, context.now());
              }
              boolean longEnough = !context.now().isBefore(last[0].since.plus(still));
              return longEnough ? Optional.of(last[0]) : Optional.empty();
            });
    return "Leases not renewed from "
        + proved.since
        + " on, for "
        + still.toSeconds()
        + " s, at revisions "
        + proved.revisions;
  }

  private Map<String, Long> required() {
    try {
      Map<String, Long> now = read();
      Optional<String> missing = missing(now);
      if (missing.isPresent()) {
        throw new StepFailedException(missing.get());
      }
      return now;
    } catch (EtcdException failure) {
      throw new StepFailedException(
          "whether the old primary's controllers are stopped cannot be told: "
              + failure.getMessage(),
          failure);
    }
  }

  private Map<String, Long> read() {
    List<Bytes> keys = names.stream().map(name -> Bytes.utf8(PREFIX + name)).toList();
    Map<Bytes, KeyValue> found = etcd.get(keys, 0).await().keys();
    Map<String, Long> revisions = new TreeMap<>();
    found.forEach(
        (key, kv) -> revisions.put(key.utf8().substring(PREFIX.length()), kv.modRevision()));
    return revisions;
  }

  /** One that is not there is not renewed either, which proves nothing. */
  private Optional<String> missing(Map<String, Long> found) {
    List<String> missing = names.stream().filter(name -> !found.containsKey(name)).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "of the Leases "
                + names
                + " these are not in kube-system of the old primary: "
                + String.join(", ", missing)
                + "; name in 'leases' those that its controllers elect by");
  }
}
