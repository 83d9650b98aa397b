package io.understudy.failover.reprotect;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Revision;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.core.scope.Verdict;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A watch of the old primary's etcd shows no write in scope. What the keys alone do not take out of
 * scope counts as in scope.
 */
final class QuietProof implements StillnessProof {

  private static final KeyRange KUBERNETES = KeyRange.prefix(RegistryKeys.PREFIX);
  private static final int MESSAGES_AT_ONCE = 1_000;

  private final Etcd etcd;
  private final Rules rules;

  QuietProof(Etcd etcd, Rules rules) {
    this.etcd = etcd;
    this.rules = rules;
  }

  @Override
  public void look(List<String> facts, List<String> problems) {
    try {
      facts.add("the old primary is at revision " + revision());
    } catch (EtcdException failure) {
      problems.add(String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public Silence begin(StepContext context) {
    try {
      return new Unwritten(revision(), context.now());
    } catch (EtcdException failure) {
      throw cannotTell(failure);
    }
  }

  /** What the watch has shown so far. */
  private final class Unwritten implements Silence {
    private final long from;
    private boolean whole = true;
    private WatchStream watch;
    private long heardTo;
    private long lastRevision;
    private String lastKey = "";
    private Instant since;

    private Unwritten(long from, Instant since) {
      this.from = from;
      this.heardTo = from;
      this.since = since;
      this.watch = etcd.watch(KeyRange.ALL, from + 1);
    }

    @Override
    public String awaited() {
      return "nothing in scope to be written on the old primary (stop what writes there;"
          + " GET /api/v1/orphans names the keys)";
    }

    @Override
    public Optional<String> proved(StepContext context, Duration still) {
      Instant asked = context.now();
      listen(context);
      boolean longEnough = !asked.isBefore(since.plus(still));
      return longEnough && hasHeardAll() ? Optional.of(text(still)) : Optional.empty();
    }

    /** Takes what is there. */
    private void listen(StepContext context) {
      for (int taken = 0; taken < MESSAGES_AT_ONCE; taken++) {
        switch (watch.next(Duration.ZERO)) {
          case Message.Changed changed -> hear(changed.revision(), context);
          case Message.Progress progress -> heardTo = Math.max(heardTo, progress.revision());
          case Message.Idle idle -> {
            return;
          }
          case Message.Compacted compacted ->
              throw new StepFailedException(
                  "the old primary's history was compacted away while it was watched, so writes may"
                      + " have been missed; it is still written to. Try again");
          case Message.Ended ended -> goOn(ended.cause());
        }
      }
    }

    /** An account that may only read Kubernetes' keys is content with those. */
    private void goOn(EtcdException cause) {
      if (cause.kind() != EtcdException.Kind.DENIED || !whole) {
        throw cannotTell(cause);
      }
      whole = false;
      watch.close();
      watch = etcd.watch(KUBERNETES, from + 1);
    }

    private void hear(Revision revision, StepContext context) {
      heardTo = revision.number();
      for (Revision.Change change : revision.changes()) {
        if (isInScope(change.key())) {
          lastRevision = revision.number();
          lastKey = change.key().utf8();
          since = context.now();
        }
      }
    }

    /** A watch may be late; of all keys it shows every revision, so that shows. */
    private boolean hasHeardAll() {
      try {
        return !whole || heardTo >= revision();
      } catch (EtcdException failure) {
        throw cannotTell(failure);
      }
    }

    private String text(Duration still) {
      String last =
          lastRevision == 0
              ? "none after revision " + from
              : "the last at revision " + lastRevision + ", of " + lastKey;
      return "no write in scope from " + since + " on, for " + still.toSeconds() + " s; " + last;
    }

    @Override
    public void close() {
      watch.close();
    }
  }

  private boolean isInScope(Bytes key) {
    if (key.startsWith(ControlKeys.ROOT)) {
      return false;
    }
    Optional<Verdict> verdict = rules.decideByKey(key, RegistryKeys.parse(key), 0);
    return verdict.isEmpty() || verdict.get().placement() != Placement.LEAVE_OUT;
  }

  private long revision() {
    return etcd.get(List.of(RegistryKeys.PREFIX), 0).await().revision();
  }

  private static StepFailedException cannotTell(EtcdException failure) {
    return new StepFailedException(
        "whether the old primary is quiet cannot be told: " + failure.getMessage(), failure);
  }
}
