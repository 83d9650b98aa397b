package io.understudy.failover.mirror;

import io.understudy.core.failover.mirror.LateWrites;
import io.understudy.core.failover.mirror.LateWrites.Late;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the source's history between two revisions, none missing. Where the whole keyspace may be
 * read revisions are dense, so the last one tells that all have come; where only Kubernetes' keys
 * may, the state at the last one is compared with the last change that came.
 */
public final class SourceHistory {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final KeyRange KUBERNETES = KeyRange.prefix(RegistryKeys.PREFIX);

  private final Etcd source;
  private final LateWrites late;

  public SourceHistory(Etcd source, LateWrites late) {
    this.source = source;
    this.late = late;
  }

  /**
   * @param revisions that touched what may be read
   * @param first key that changed in scope
   */
  record Found(long revisions, Optional<Late> first) {}

  /**
   * Looks for changes in scope.
   *
   * @param from first revision looked at
   * @param to last one, which the source has reached
   * @param left time for it
   * @throws StepFailedException if history cannot tell
   * @throws EtcdException if the source does not answer
   */
  Found between(long from, long to, Duration left) {
    List<Late> first = new ArrayList<>();
    long revisions = read(from, to, left, first, 1);
    return new Found(revisions, first.stream().findFirst());
  }

  /**
   * All changes in scope, in order.
   *
   * @param from first revision looked at
   * @param to last one, which the source has reached
   * @param left time for it
   * @throws StepFailedException if history cannot tell
   * @throws EtcdException if the source does not answer
   */
  public List<Late> all(long from, long to, Duration left) {
    List<Late> found = new ArrayList<>();
    read(from, to, left, found, Integer.MAX_VALUE);
    return found;
  }

  /**
   * @param found is added to
   * @param most after so many it is enough
   * @return revisions that touched what may be read
   */
  private long read(long from, long to, Duration left, List<Late> found, int most) {
    if (from > to) {
      return 0;
    }
    boolean isWhole = isWhole();
    long end = System.nanoTime() + left.toNanos();
    try (WatchStream stream = source.watch(isWhole ? KeyRange.ALL : KUBERNETES, from)) {
      long seen = 0;
      long taken = from - 1;
      while (taken < to) {
        switch (stream.next(PATIENCE)) {
          case Message.Changed changed -> {
            long number = changed.revision().number();
            if (isWhole && number != taken + 1) {
              throw untold("it skips from revision " + taken + " to " + number);
            }
            taken = number;
            if (number <= to) {
              seen++;
              late.in(changed.revision(), key -> before(key, number)).ifPresent(found::add);
              if (found.size() >= most) {
                return seen;
              }
            }
          }
          case Message.Progress progress -> taken = Math.max(taken, progress.revision());
          case Message.Idle idle -> {
            if (!isWhole && isSame(taken, to)) {
              taken = to;
            }
          }
          case Message.Compacted compacted ->
              throw untold("it is compacted up to revision " + compacted.oldest());
          case Message.Ended ended -> throw ended.cause();
        }
        if (taken < to && System.nanoTime() - end > 0) {
          throw untold("it has come to revision " + taken + " only when time was up");
        }
      }
      return seen;
    }
  }

  private boolean isWhole() {
    try {
      source.range(RangeQuery.keys(KeyRange.ALL, 0, 1)).await();
      return true;
    } catch (EtcdException failure) {
      if (failure.kind() == EtcdException.Kind.DENIED) {
        return false;
      }
      throw failure;
    }
  }

  /** Nothing was put in between, and nothing is gone: so no change is still to come. */
  private boolean isSame(long taken, long to) {
    RangeQuery put = new RangeQuery(KUBERNETES, to, 0, RangeQuery.Content.KEYS, taken + 1);
    if (!source.range(put).await().keys().isEmpty()) {
      return false;
    }
    long now = source.range(RangeQuery.count(KUBERNETES, to)).await().count();
    return now == source.range(RangeQuery.count(KUBERNETES, taken)).await().count();
  }

  private Optional<KeyValue> before(Bytes key, long revision) {
    try {
      return Optional.ofNullable(source.get(List.of(key), revision - 1).await().keys().get(key));
    } catch (EtcdException failure) {
      if (failure.kind() == EtcdException.Kind.COMPACTED) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static StepFailedException untold(String why) {
    return new StepFailedException(
        "the primary's history cannot tell whether something was written late: "
            + why
            + "; freeze it and drain again");
  }
}
