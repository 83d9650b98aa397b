package io.understudy.monitor.readiness;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Facts.GcSafety;
import io.understudy.core.readiness.Facts.Member;
import io.understudy.core.readiness.Facts.Records;
import io.understudy.core.readiness.Sides;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts of which nothing is known, or only what a failover cannot do without. */
final class NothingKnown {

  static final Instant AT = Instant.parse("2026-03-01T03:00:00Z");

  private static final String WHY = "nobody was asked";

  private NothingKnown() {}

  static Facts facts() {
    return facts(Fact.unknown(WHY), Fact.unknown(WHY), Fact.unknown(WHY));
  }

  /** Not to be begun as a switchover, but as a failover. */
  static Facts butTheStandby() {
    Checkpoint checkpoint =
        Checkpoint.first(new Checkpoint.SourceId(1, 1), 1, AT, "rules")
            .inPhase(Checkpoint.Phase.TAIL);
    return facts(
        Fact.known(new Records(Optional.empty(), Optional.of(checkpoint), false)),
        Fact.known(new GcSafety(AT, 0, 0, 0, 0, 0, List.of())),
        Fact.known(List.of(new Member("m", Fact.known(EtcdStatus.of(1, 1, 9, "3.5.0"))))));
  }

  private static Facts facts(
      Fact<Records> records, Fact<GcSafety> gcSafety, Fact<List<Member>> standbyEtcd) {
    return new Facts(
        AT,
        Fact.unknown(WHY),
        records,
        Fact.unknown(WHY),
        gcSafety,
        Fact.unknown(WHY),
        new Sides<>(Fact.unknown(WHY), standbyEtcd),
        sides(),
        Map.of(),
        sides(),
        sides(),
        sides(),
        sides(),
        sides(),
        sides(),
        sides(),
        Fact.unknown(WHY),
        sides(),
        sides(),
        Fact.unknown(WHY),
        sides(),
        sides(),
        sides(),
        Fact.unknown(WHY));
  }

  private static <T> Sides<T> sides() {
    return new Sides<>(Fact.unknown(WHY), Fact.unknown(WHY));
  }
}
