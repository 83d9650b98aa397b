package io.understudy.monitor.routine;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.monitor.settings.MonitorSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The last kept check as metrics, units last. No key is ever a label. Unknown is NaN. */
@Singleton
public class CheckMetrics implements MeterBinder {

  private static final String LINK = "link";

  private final String link;
  private final Board board;
  private final CheckMeters meters;

  @Inject
  CheckMetrics(MonitorSettings settings, RoutineChecks checks) {
    this.link = settings.link().name();
    this.board = checks.board();
    this.meters = checks.meters();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    keys(registry, "understudy.check.missed.keys", "In the source only", Counts::missed);
    keys(registry, "understudy.check.surplus.keys", "In the target only", Counts::surplus);
    keys(
        registry,
        "understudy.check.different.keys",
        "In both and unequal, or not comparable, as far as that makes a check fail",
        Counts::unequal);
    keys(registry, "understudy.check.blocked.keys", "Too large for the target", Counts::blocked);
    listed(registry, "missed", Counts::missed);
    listed(registry, "surplus", Counts::surplus);
    listed(registry, "different", Counts::different);
    listed(registry, "blocked", Counts::blocked);
    listed(registry, "cannot-compare", Counts::cannotCompare);
    listed(registry, "status-only", Counts::statusOnly);
    listed(registry, "encryption-only", Counts::encryptionOnly);
    listed(registry, "standby-owned", Counts::standbyOwned);
    newest(
        registry,
        "understudy.check.ignored.keys",
        "That differ and that rules ignore",
        record -> record.tolerated().ignored());
    newest(
        registry,
        "understudy.check.foreign.keys",
        "Made by others on the target, as the mirror has on record",
        record -> record.reading().foreignKeys());
    newest(
        registry,
        "local.target.keys.count",
        "Keys of the standby in scope",
        record -> record.reading().targetKeys());
    newest(
        registry,
        "remote.target.keys.count",
        "Keys of the primary in scope",
        record -> record.reading().sourceKeys());
    verdict(registry);
    ownChecks(registry);
  }

  private void verdict(MeterRegistry registry) {
    gauge(
        registry,
        "understudy.check.consistent",
        "1 if the last kept check found no difference that counts",
        b -> b.newest().map(last -> last.result() == Result.CONSISTENT ? 1.0 : 0.0));
    gauge(
        registry,
        "understudy.check.last.run.timestamp.seconds",
        "End of the last kept check, 0 for none",
        b -> Optional.of(seconds(b.newest())));
    gauge(
        registry,
        "understudy.check.last.success.timestamp.seconds",
        "End of the last kept check that was consistent, 0 for none",
        b -> Optional.of(seconds(b.newestConsistent())));
  }

  private void ownChecks(MeterRegistry registry) {
    Timer timer =
        Timer.builder("understudy.check.duration")
            .description("How long a check took")
            .tag(LINK, link)
            .register(registry);
    meters.durationsTo(timer::record);
    FunctionCounter.builder("understudy.check.failures", meters, CheckMeters::failures)
        .description("Checks that could not tell")
        .tag(LINK, link)
        .register(registry);
  }

  private static double seconds(Optional<CheckRecord> record) {
    Instant end = record.map(CheckRecord::finishedAt).orElse(Instant.EPOCH);
    return end.toEpochMilli() / 1000.0;
  }

  private void listed(MeterRegistry registry, String kind, ToLongFunction<Counts> count) {
    Gauge.builder(
            "understudy.check.listed.keys",
            board,
            b -> told(b, r -> count.applyAsLong(r.tolerated().listed())))
        .description("That differ without making a check fail")
        .tag(LINK, link)
        .tag("class", kind)
        .register(registry);
  }

  private void keys(
      MeterRegistry registry, String name, String description, ToLongFunction<Counts> count) {
    newest(registry, name, description, record -> count.applyAsLong(record.counts()));
  }

  /** Of the newest that could tell. */
  private void newest(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<CheckRecord> value) {
    gauge(registry, name, description, b -> Optional.of(told(b, value)));
  }

  private static double told(Board board, ToDoubleFunction<CheckRecord> value) {
    Optional<CheckRecord> newest = board.newestThatTells();
    return newest.isPresent() ? value.applyAsDouble(newest.get()) : Double.NaN;
  }

  private void gauge(MeterRegistry registry, String name, String description, BoardFigure value) {
    Gauge.builder(name, board, b -> value.of(b).orElse(Double.NaN))
        .description(description)
        .tag(LINK, link)
        .register(registry);
  }

  private interface BoardFigure {
    Optional<Double> of(Board board);
  }
}
