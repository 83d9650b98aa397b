package io.understudy.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks both ends again and again how far the target is behind: the watermark first, so that what it
 * finds is never too little.
 */
final class LagWatch {

  private static final Duration EVERY = Duration.ofMillis(100);

  private final Store source;
  private final Mirror mirror;
  private final List<Double> seconds = new ArrayList<>();
  private final NavigableMap<Long, Long> nanosAtRevision = new TreeMap<>();

  LagWatch(Store source, Mirror mirror) {
    this.source = source;
    this.mirror = mirror;
  }

  /** Takes samples for so long. */
  void watch(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      long watermark = mirror.watermark();
      long revision = source.glance(io.understudy.core.port.Bytes.utf8("/")).revision();
      long now = System.nanoTime();
      nanosAtRevision.putIfAbsent(revision, now);
      seconds.add(lag(watermark, now));
      Arrival.sleep(EVERY);
    }
  }

  /** The source was at the watermark before it was first seen beyond it. */
  private double lag(long watermark, long now) {
    Long seenAt = valueOf(nanosAtRevision.floorEntry(watermark));
    return (now - (seenAt == null ? now : seenAt)) / 1e9;
  }

  private static @Nullable Long valueOf(java.util.Map.@Nullable Entry<Long, Long> entry) {
    return entry == null ? null : entry.getValue();
  }

  /** Median of the samples in the given part of the time: quarter 0 to 3. */
  double medianOfQuarter(int quarter) {
    int size = seconds.size();
    List<Double> part = seconds.subList(size * quarter / 4, Math.max(1, size * (quarter + 1) / 4));
    return part.isEmpty() ? 0 : Report.median(part);
  }

  /** Of all samples. */
  double median() {
    return seconds.isEmpty() ? 0 : Report.median(seconds);
  }

  double most() {
    return seconds.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
