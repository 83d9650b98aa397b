package io.understudy.failover.reprotect;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import io.understudy.service.rest.RestClient;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code drop-orphans}: the confirmed late writes of which nobody else has anything go. */
@Singleton
public class DropOrphansKind implements StepKind {

  private static final int DEFAULT_KEYS = 500;
  private static final int MOST_KEYS = 10_000;

  private static final StepType TYPE =
      new StepType(
          "drop-orphans",
          "Has the old primary's sync-service delete the confirmed late writes of which this site has"
              + " nothing, each as it was confirmed; read back from the old primary's etcd.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.number(
                      "keys-at-once",
                      "keys of one request; 500 if left out, understudy.repair.max-keys at most",
                      1,
                      MOST_KEYS)
                  .optional()));

  private final Ends ends;
  private final ControlKeys keys;
  private final RestClient peer;

  @Inject
  DropOrphansKind(Ends ends, FailoverSettings settings, @Named("peer-sync") RestClient peer) {
    this(ends, settings.link().keys(), peer);
  }

  DropOrphansKind(Ends ends, ControlKeys keys, RestClient peer) {
    this.ends = ends;
    this.keys = keys;
    this.peer = peer;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new DropOrphans(
        new Leftovers(ends, keys),
        new PeerSync(peer),
        (int) spec.with().number("keys-at-once", DEFAULT_KEYS));
  }
}
