package io.understudy.sync.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.core.equality.DifferenceClass;
import io.understudy.sync.replica.Replica;
import io.understudy.sync.status.Counters;
import io.understudy.sync.status.HealingBoard;
import io.understudy.sync.status.Phase;
import io.understudy.sync.status.Progress;
import io.understudy.sync.status.ResyncReason;
import io.understudy.sync.status.Status;
import io.understudy.sync.status.StatusBoard;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The status as metrics, units last. No key and no value is ever a label. Unknown is NaN. */
@Singleton
public class MirrorMetrics implements MeterBinder {

  private final StatusBoard board;

  @Inject
  MirrorMetrics(Replica replica) {
    this.board = replica.board();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    position(registry);
    phases(registry);
    copy(registry);
    counters(registry);
    placements(registry);
    encryption(registry);
    healing(registry);
    board.measureBy(new MeasuredMirror(registry));
  }

  private void copy(MeterRegistry registry) {
    gauge(
        registry, "copy.keys", "Keys that a copy or resync has dealt with", copied(Progress::keys));
    gauge(registry, "copy.keys.expected", "Keys it will be, about", copied(Progress::ofAbout));
    gauge(registry, "copy.eta.seconds", "Time it still takes, about", copied(Progress::etaSeconds));
  }

  private static Function<Status, @Nullable Number> copied(
      Function<Progress, @Nullable Number> value) {
    return status -> status.copy() == null ? null : value.apply(status.copy());
  }

  private void position(MeterRegistry registry) {
    gauge(
        registry, "leader", "1 on the replica that leads", s -> s.role().equals("leader") ? 1 : 0);
    gauge(registry, "sound", "1 where the leader tails and has compared", s -> s.sound() ? 1 : 0);
    gauge(registry, "term", "Term of the target's term record", Status::term);
    gauge(registry, "watermark.revision", "Source revision reached", Status::watermark);
    gauge(registry, "source.revision", "Source revision sampled", Status::sourceRevision);
    gauge(registry, "target.revision", "Target revision", Status::targetRevision);
    gauge(registry, "lag.revisions", "Source revisions not reached", Status::lagRevisions);
    gauge(registry, "lag.seconds", "Age of the target's state", Status::lagSeconds);
    gauge(
        registry,
        "continuity.proven",
        "1 where a missing source revision would be noticed",
        s -> s.continuity().equals("proven") ? 1 : 0);
    gauge(registry, "warnings", "Warnings of the preflight", s -> s.warnings().size());
    gauge(
        registry,
        "revision.lead.revisions",
        "Target revision minus source revision",
        s -> s.revisionLead() == null ? null : s.revisionLead().revisions());
    gauge(registry, "foreign.keys", "Keys that only others wrote", Status::foreignKeys);
  }

  private void phases(MeterRegistry registry) {
    for (Phase phase : Phase.values()) {
      Gauge.builder("understudy.phase", board, b -> b.status().phase() == phase ? 1 : 0)
          .description("1 for what the replica is doing")
          .tag("phase", phase.text())
          .register(registry);
    }
  }

  private void counters(MeterRegistry registry) {
    counter(registry, "committed.txns", "Txns in the target", Counters::committedTxns);
    counter(registry, "applied.operations", "Puts and deletes in them", Counters::writes);
    counter(registry, "applied.bytes", "Bytes of keys and values in them", Counters::bytes);
    counter(registry, "applied.revisions", "Source revisions in them", Counters::revisions);
    counter(registry, "holes", "Holes in the source's history", Counters::holes);
    counter(registry, "fenced.txns", "Txns that the fence refused", Counters::fenced);
    counter(registry, "retries", "Calls and watches tried again", Counters::retries);
    counter(registry, "drift.writes", "Writes by others in scope", Counters::drift);
    counter(
        registry, "repaired.keys", "Keys a comparison or a repair put right", Counters::repaired);
    for (ResyncReason reason : ResyncReason.values()) {
      FunctionCounter.builder("understudy.resyncs", board, b -> b.counters().resyncs(reason))
          .description("Differences after the first copy")
          .tag("reason", reason.text())
          .register(registry);
    }
  }

  private void placements(MeterRegistry registry) {
    placement(registry, "mirror", Status.Placements::mirrored);
    placement(registry, "park", Status.Placements::parked);
    placement(registry, "leave-out", Status.Placements::leftOut);
    Gauge.builder(
            "understudy.placements",
            board,
            b -> {
              HealingBoard.Blocked blocked = b.status().blockedKeys();
              return blocked == null ? Double.NaN : blocked.count();
            })
        .description("Objects of the source by where they go")
        .tag("placement", "blocked")
        .register(registry);
    gauge(
        registry,
        "unparsable.keys",
        "Keys of the registry whose layout is unknown: mirrored as they are",
        status -> status.placements() == null ? null : status.placements().unparsable());
  }

  private void encryption(MeterRegistry registry) {
    gauge(
        registry,
        "order.unproven.objects",
        "Encrypted objects whose owners cannot be read here",
        status -> status.encryption() == null ? null : status.encryption().orderUnproven());
    gauge(
        registry,
        "undecryptable.keys",
        "Objects that the standby's API server cannot read, as far as known",
        status -> status.encryption() == null ? null : status.encryption().undecryptable());
  }

  private void healing(MeterRegistry registry) {
    gauge(
        registry,
        "blocked.keys",
        "Objects that are too large for the target",
        status -> status.blockedKeys() == null ? null : status.blockedKeys().count());
    gauge(
        registry,
        "contested.keys",
        "Keys that the standby keeps rewriting",
        status -> status.contestedKeys() == null ? null : status.contestedKeys().count());
    for (DifferenceClass difference : DifferenceClass.values()) {
      if (difference != DifferenceClass.EQUAL) {
        Gauge.builder(
                "understudy.differences", board, b -> number(b.healing().differences(difference)))
            .description("Keys with unequal values that the last comparison found, by class")
            .tag("class", difference.text())
            .register(registry);
      }
    }
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Function<Status, @Nullable Number> value) {
    Gauge.builder("understudy." + name, board, b -> number(value.apply(b.status())))
        .description(description)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String description, ToLongFunction<Counters> value) {
    FunctionCounter.builder(
            "understudy." + name, board, b -> value.applyAsLong(b.counters().read()))
        .description(description)
        .register(registry);
  }

  private void placement(
      MeterRegistry registry, String name, ToLongFunction<Status.Placements> value) {
    Gauge.builder("understudy.placements", board, b -> placed(b.status().placements(), value))
        .description("Objects of the source by where they go")
        .tag("placement", name)
        .register(registry);
  }

  private static double placed(
      Status.@Nullable Placements placements, ToLongFunction<Status.Placements> value) {
    return placements == null ? Double.NaN : value.applyAsLong(placements);
  }

  private static double number(@Nullable Number value) {
    return value == null ? Double.NaN : value.doubleValue();
  }
}
