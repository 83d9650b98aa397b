package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Trouble;
import io.understudy.testkit.FaultLink;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The links of one service, one to each member of both etcds. */
final class SiteLinks implements AutoCloseable {

  private final List<FaultLink> toSource;
  private final List<FaultLink> toTarget;
  private boolean lost;

  SiteLinks(List<String> source, List<String> target) {
    this.toSource = source.stream().map(FaultLink::to).toList();
    this.toTarget = target.stream().map(FaultLink::to).toList();
  }

  /** As a setting of a service takes them. */
  String endpoints(Side side) {
    return of(side).stream().map(FaultLink::endpoint).collect(Collectors.joining(","));
  }

  List<FaultLink> of(Side side) {
    return side == Side.SOURCE ? toSource : toTarget;
  }

  /**
   * @param member the only one that is meant; all if empty
   */
  synchronized void trouble(Side side, OptionalInt member, Trouble trouble) {
    if (isLost(side)) {
      throw new IllegalStateException("the source is lost");
    }
    List<FaultLink> links = of(side);
    for (FaultLink link : member.isEmpty() ? links : List.of(links.get(member.getAsInt()))) {
      LinkTrouble.begin(link, trouble);
    }
  }

  synchronized void heal(Side side) {
    if (!isLost(side)) {
      of(side).forEach(LinkTrouble::end);
    }
  }

  /** Ends all connections; new ones can be made. A side that is in trouble stays as it is. */
  synchronized void reset() {
    for (Side side : Side.values()) {
      if (!isLost(side)) {
        of(side).forEach(FaultLink::resetAll);
      }
    }
  }

  /** From now on nothing reaches the source, for good. */
  synchronized void loseSource() {
    lost = true;
    for (FaultLink link : toSource) {
      link.release();
      link.cut();
    }
  }

  private boolean isLost(Side side) {
    return lost && side == Side.SOURCE;
  }

  @Override
  public void close() {
    toSource.forEach(FaultLink::close);
    toTarget.forEach(FaultLink::close);
  }
}
