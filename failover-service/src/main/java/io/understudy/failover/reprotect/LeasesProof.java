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

  private final Etcd etcd;
  private final List<String> names;

  /**
   * @param names at most 100
   */
  LeasesProof(Etcd etcd, List<String> names) {
    this.etcd = etcd;
    this.names = names;
  }

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
  public Silence begin(StepContext context) {
    return new Unrenewed(required(), context.now());
  }

  /** Since when they are as they were. */
  private final class Unrenewed implements Silence {
    private Map<String, Long> revisions;
    private Instant since;

    private Unrenewed(Map<String, Long> revisions, Instant since) {
      this.revisions = revisions;
      this.since = since;
    }

    @Override
    public String awaited() {
      return "the Leases "
          + revisions.keySet()
          + " of the old primary not to be renewed (stop its controllers)";
    }

    @Override
    public Optional<String> proved(StepContext context, Duration still) {
      // What is read is as of then or later, so that it counts for no longer than it was seen.
      Instant asked = context.now();
      Map<String, Long> now = required();
      if (!now.equals(revisions)) {
        revisions = now;
        since = context.now();
      }
      return asked.isBefore(since.plus(still))
          ? Optional.empty()
          : Optional.of(
              "Leases not renewed from "
                  + since
                  + " on, for "
                  + still.toSeconds()
                  + " s, at revisions "
                  + revisions);
    }

    @Override
    public void close() {
      // It holds nothing.
    }
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
