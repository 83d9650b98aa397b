package io.understudy.monitor.routine;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Result;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What this replica's own checks took. Before metrics are bound nothing is lost but durations. */
final class CheckMeters {

  private final AtomicLong failures = new AtomicLong();
  private volatile Consumer<Duration> duration = took -> {};

  void ran(CheckRecord record) {
    if (record.result() == Result.FAILED) {
      failures.incrementAndGet();
    }
    duration.accept(Duration.between(record.startedAt(), record.finishedAt()));
  }

  void durationsTo(Consumer<Duration> timer) {
    duration = timer;
  }

  long failures() {
    return failures.get();
  }
}
