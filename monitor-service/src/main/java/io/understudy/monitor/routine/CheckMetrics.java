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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
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
  private final Duration interval;

  @Inject
  CheckMetrics(MonitorSettings settings, RoutineChecks checks, InstantSource time) {
    this(
        settings.link().name(),
        checks.board(),
        checks.meters(),
        settings.routine().longestBetween(time.instant().atZone(ZoneId.systemDefault())));
  }

  /**
   * @param interval that passes at most between two checks by themselves, zero for none
   */
  CheckMetrics(String link, Board board, CheckMeters meters, Duration interval) {
    this.link = link;
    this.board = board;
    this.meters = meters;
    this.interval = interval;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    keys(registry, "understudy.check.missed.keys", "In the source only", Counts::missed);
    keys(registry, "understudy.check.surplus.keys", "In the target only", Counts::surplus);
    ofValues(
        registry,
        "understudy.check.different.keys",
        "In both and unequal, or not comparable, as far as that makes a check fail",
        Counts::unequal);
    keys(registry, "understudy.check.blocked.keys", "Too large for the target", Counts::blocked);
    listed(registry, Board::newestThatTells, "missed", Counts::missed);
    listed(registry, Board::newestThatTells, "surplus", Counts::surplus);
    listed(registry, Board::newestOfValues, "different", Counts::different);
    listed(registry, Board::newestThatTells, "blocked", Counts::blocked);
    listed(registry, Board::newestOfValues, "cannot-compare", Counts::cannotCompare);
    listed(registry, Board::newestOfValues, "status-only", Counts::statusOnly);
    listed(registry, Board::newestOfValues, "encryption-only", Counts::encryptionOnly);
    listed(registry, Board::newestOfValues, "standby-owned", Counts::standbyOwned);
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
        "1 if the last kept check that compared values found no difference that counts",
        b -> b.newestVerdict().map(last -> last.result() == Result.CONSISTENT ? 1.0 : 0.0));
    gauge(
        registry,
        "understudy.check.last.run.timestamp.seconds",
        "End of the last kept check, 0 for none",
        b -> Optional.of(seconds(b.newest())));
    gauge(
        registry,
        "understudy.check.last.success.timestamp.seconds",
        "End of the last kept check of values that was consistent, 0 for none",
        b -> Optional.of(seconds(b.newestConsistent())));
    gauge(
        registry,
        "understudy.check.interval.seconds",
        "The longest between two checks that nobody asks for, 0 for none",
        b -> Optional.of((double) interval.toSeconds()));
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

  private void listed(
      MeterRegistry registry, Which which, String kind, ToLongFunction<Counts> count) {
    Gauge.builder(
            "understudy.check.listed.keys",
            board,
            b -> told(which.of(b), r -> count.applyAsLong(r.tolerated().listed())))
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
    gauge(registry, name, description, b -> Optional.of(told(b.newestThatTells(), value)));
  }

  /** Of the newest that could tell of values: what one of keys alone does not see is not gone. */
  private void ofValues(
      MeterRegistry registry, String name, String description, ToLongFunction<Counts> count) {
    gauge(
        registry,
        name,
        description,
        b -> Optional.of(told(b.newestOfValues(), r -> count.applyAsLong(r.counts()))));
  }

  private static double told(Optional<CheckRecord> newest, ToDoubleFunction<CheckRecord> value) {
    return newest.isPresent() ? value.applyAsDouble(newest.get()) : Double.NaN;
  }

  private void gauge(MeterRegistry registry, String name, String description, BoardFigure value) {
    Gauge.builder(name, board, b -> value.of(b).orElse(Double.NaN))
        .description(description)
        .tag(LINK, link)
        .register(registry);
  }

  private interface Which {
    Optional<CheckRecord> of(Board board);
  }

  private interface BoardFigure {
    Optional<Double> of(Board board);
  }
}
