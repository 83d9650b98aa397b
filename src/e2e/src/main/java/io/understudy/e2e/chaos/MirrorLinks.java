package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Trouble;
import io.understudy.testkit.FaultLink;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The links of one mirror, one to each member of both etcds. */
final class MirrorLinks implements AutoCloseable {

  private static final Duration DELAY = Duration.ofMillis(150);
  private static final long THROTTLED_BYTES_PER_SECOND = 20_000;

  private final List<FaultLink> toSource;
  private final List<FaultLink> toTarget;

  MirrorLinks(List<String> source, List<String> target) {
    this.toSource = source.stream().map(FaultLink::to).toList();
    this.toTarget = target.stream().map(FaultLink::to).toList();
  }

  /** As a setting of sync-service takes them. */
  String endpoints(Side side) {
    return of(side).stream().map(FaultLink::endpoint).collect(Collectors.joining(","));
  }

  List<FaultLink> of(Side side) {
    return side == Side.SOURCE ? toSource : toTarget;
  }

  void trouble(Side side, Trouble trouble) {
    for (FaultLink link : of(side)) {
      switch (trouble) {
        case CUT -> link.cut();
        case STALL -> link.stall();
        case MUTE -> link.mute();
        case LATE -> link.holdRequests();
        case DELAY -> link.delay(DELAY);
        case THROTTLE -> link.throttle(THROTTLED_BYTES_PER_SECOND);
      }
    }
  }

  void heal(Side side) {
    for (FaultLink link : of(side)) {
      link.heal();
      link.release();
    }
  }

  @Override
  public void close() {
    toSource.forEach(FaultLink::close);
    toTarget.forEach(FaultLink::close);
  }
}
