package io.understudy.failover.kube;

import io.understudy.core.failover.freeze.FrozenScope;
import io.understudy.core.failover.freeze.Quiet;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Listens to a frozen source until no change that counts has come for some time.
 *
 * <p>The source is only read. Where the account may read Kubernetes' keys alone, the revision that
 * the proof ends with is known to be reached when one of those keys changes again; API servers
 * renew leases every few seconds.
 */
final class QuietSource {

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final KeyRange REGISTRY = KeyRange.prefix(RegistryKeys.PREFIX);

  private final Etcd source;
  private final FrozenScope scope;
  private final Duration duration;

  QuietSource(Etcd source, FrozenScope scope, Duration duration) {
    this.source = source;
    this.scope = scope;
    this.duration = duration;
  }

  /**
   * @param revision of the source at the end of the proof; no change up to it counts that came
   *     within the time asked for
   * @param quiet what was heard
   */
  record Proof(long revision, Quiet quiet) {}

  /**
   * @throws StepFailedException if time is up, or the source does not answer
   */
  Proof prove(StepContext context) throws InterruptedException {
    try {
      KeyRange range = reach();
      Quiet quiet = Quiet.from(revision(range), context.now());
      while (true) {
        try (WatchStream watch = source.watch(range, quiet.heard() + 1)) {
          Listener listener = new Listener(range, quiet, context);
          if (listener.listen(watch)) {
            return new Proof(listener.target, listener.quiet);
          }
          quiet = listener.quiet;
        }
        // The stream broke: it is opened anew after a pause.
        pause(context, quiet);
      }
    } catch (EtcdException failure) {
      throw new StepFailedException(
          "the source's etcd cannot be listened to: " + failure.getMessage(), failure);
    }
  }

  private static void pause(StepContext context, Quiet quiet) throws InterruptedException {
    failIfOver(context, quiet);
    context.heed();
    TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis());
  }

  /** The whole keyspace, or Kubernetes' keys if no more may be read. */
  private KeyRange reach() {
    try {
      source.range(RangeQuery.keys(KeyRange.ALL, 0, 1)).await();
      return KeyRange.ALL;
    } catch (EtcdException failure) {
      if (failure.kind() == EtcdException.Kind.DENIED) {
        return REGISTRY;
      }
      throw failure;
    }
  }

  private long revision(KeyRange range) {
    return source.range(RangeQuery.keys(range, 0, 1)).await().revision();
  }

  private static void failIfOver(StepContext context, Quiet quiet) {
    if (context.left().isNegative()) {
      throw new StepFailedException(
          "time is up, and the source was not quiet for long enough; "
              + quiet.written()
              + " revisions in scope came although the freeze is in force"
              + (quiet.lastKey().isEmpty() ? "" : ", the last of " + quiet.lastKey())
              + "; find out who writes past the API servers, or raise timeout-seconds");
    }
  }

  /** One stream. */
  private final class Listener {

    private final KeyRange range;
    private final StepContext context;
    private Quiet quiet;

    /** The revision that has to be heard; 0 as long as it was not quiet for long enough. */
    private long target;

    Listener(KeyRange range, Quiet quiet, StepContext context) {
      this.range = range;
      this.quiet = quiet;
      this.context = context;
    }

    /** Whether it is proved; false if the stream broke. */
    boolean listen(WatchStream watch) throws InterruptedException {
      while (true) {
        failIfOver(context, quiet);
        context.heed();
        switch (watch.next(PATIENCE)) {
          case Message.Changed changed ->
              quiet = quiet.heard(changed.revision(), scope, context.now());
          case Message.Progress progress -> quiet = quiet.heardUpTo(progress.revision());
          case Message.Idle idle -> {}
          case Message.Compacted compacted ->
              throw new StepFailedException(
                  "the source compacted what had to be heard, up to revision "
                      + compacted.oldest()
                      + "; try again");
          case Message.Ended ended -> {
            return false;
          }
        }
        if (isProved()) {
          return true;
        }
      }
    }

    private boolean isProved() {
      if (!quiet.lasted(duration, context.now())) {
        target = 0;
        return false;
      }
      if (target == 0) {
        target = revision(range);
      }
      return quiet.heard() >= target;
    }
  }
}
