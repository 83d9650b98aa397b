package io.understudy.core.check;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.mirror.MirroredUnder;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.scope.Placement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Compares source and target, exactly and without a pause of either: the source at revision W with
 * the target at the revision T at which it says that it equals W.
 *
 * <p>The first comparison reads every value. Later ones read what history says has changed; where
 * history is compacted they list keys, and read the values of those that moved; and when the last
 * full one is too old, all is read again. One comparison at a time.
 */
public final class Checker {

  private final CheckContext context;
  private final Duration fullEvery;
  private final Pairs pairs;
  private @Nullable Known known;

  /** What the comparison before left behind, and what it is worth anything under. */
  private record Known(Verified verified, Under under, long fullAtNanos) {}

  /**
   * With another of these nothing of before counts. An etcd that was restored may have come past
   * the revision that is known of it on another way.
   */
  private record Under(
      Checkpoint.SourceId source, Checkpoint.SourceId target, String rules, long generation) {}

  /**
   * @param fullEvery how old the last full comparison may be
   */
  public Checker(CheckContext context, Duration fullEvery) {
    this.context = context;
    this.fullEvery = fullEvery;
    this.pairs = new Pairs(context);
  }

  /**
   * Compares now.
   *
   * @throws CannotTellException if that cannot be known now
   * @throws EtcdException if an end does not answer
   */
  public CheckResult check(CheckMode request, DifferenceSink sink) {
    Instant began = context.timing().now();
    Pair pair = pairs.newest();
    Under under = under(pair);
    Known before = known == null || request.full() || !isWorth(known, under, pair) ? null : known;
    Report report = new Report(sink, context.rules());
    Walk.Meters meters = new Walk.Meters(new Meter(), new Meter());
    if (!request.values() && before == null) {
      CheckResult result = keysAlone(pair, report, meters, began);
      if (result != null) {
        return result;
      }
      report.startOver();
    }
    // What is known is changed on the way, and worth nothing if that does not come to an end.
    known = null;
    return values(pair, before, under, report, meters, began);
  }

  private CheckResult values(
      Pair first,
      @Nullable Known before,
      Under under,
      Report report,
      Walk.Meters meters,
      Instant began) {
    Pair pair = first;
    Verified verified = before == null ? null : before.verified();
    long fullAt = before == null ? context.timing().nanos() : before.fullAtNanos();
    CheckResult.How how = verified == null ? CheckResult.How.FULL : CheckResult.How.CHANGES;
    int attempts = 0;
    while (attempts < context.limits().attempts()) {
      if (verified == null) {
        how = CheckResult.How.FULL;
      }
      Verified knowing = verified == null ? fresh() : verified;
      Pass pass = new Pass(context, pairs, pair, knowing, report, meters);
      boolean done =
          switch (how) {
            case FULL -> verified == null ? pass.everything() : pass.moved();
            case CHANGES -> pass.changed();
            default -> pass.moved();
          };
      verified = knowing.isOverflown() ? null : knowing;
      if (done) {
        known = verified == null ? null : new Known(verified, under, fullAt);
        return result(pair, inScope(knowing.index()), report, how, meters, began);
      }
      if (how == CheckResult.How.CHANGES) {
        how = CheckResult.How.MOVED;
      } else {
        attempts++;
      }
      report.startOver();
      pair = pairs.newest();
    }
    throw new CannotTellException(
        "in "
            + context.limits().attempts()
            + " attempts history was always compacted away before all keys were compared;"
            + " compact less often, or raise understudy.check.attempts",
        true);
  }

  private static long inScope(RegistryIndex index) {
    return index.count(Placement.MIRROR)
        + index.count(Placement.PARK)
        + index.count(Placement.BLOCKED);
  }

  private Verified fresh() {
    return new Verified(
        context.classifier().rules().followOwners(), context.limits().rememberedMax());
  }

  /** Null if values are needed after all. */
  private @Nullable CheckResult keysAlone(
      Pair pair, Report report, Walk.Meters meters, Instant began) {
    Walk walk = new Walk(context, pairs, pair, RangeQuery.Content.KEYS, meters);
    KeysAlone visitor =
        new KeysAlone(
            context.classifier(),
            limit(pair),
            new Values(context, meters),
            report,
            context.limits().keysAtOnce());
    walk.walk(visitor);
    return visitor.ownersMatter() || walk.wasSwitched()
        ? null
        : result(walk.pair(), visitor.inScope(), report, CheckResult.How.KEYS, meters, began);
  }

  private TargetLimit limit(Pair pair) {
    return MirroredUnder.of(pair.checkpoint().rules())
        .limit(context.limits().targetMaxRequestBytes());
  }

  private Under under(Pair pair) {
    EtcdStatus target = context.patiently(() -> context.target().askStatus().await());
    return new Under(
        pair.checkpoint().source(),
        Checkpoint.SourceId.of(target),
        pair.checkpoint().rules(),
        context.classifier().generation());
  }

  private boolean isWorth(Known before, Under under, Pair pair) {
    return before.under().equals(under)
        && before.verified().watermark() <= pair.watermark()
        && before.verified().target() <= pair.target()
        && context.timing().nanos() - before.fullAtNanos() < fullEvery.toNanos();
  }

  private CheckResult result(
      Pair pair,
      long inScope,
      Report report,
      CheckResult.How how,
      Walk.Meters meters,
      Instant began) {
    return new CheckResult(
        pair.watermark(),
        pair.target(),
        pair.checkpoint().observedAt(),
        began,
        context.timing().now(),
        inScope,
        report.onTarget(inScope),
        report.counts(),
        report.failing(),
        report.ignored(),
        how,
        meters.source().bytes(),
        meters.target().bytes(),
        meters.source().values());
  }
}
