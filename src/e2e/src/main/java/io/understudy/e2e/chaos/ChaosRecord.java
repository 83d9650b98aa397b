package io.understudy.e2e.chaos;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.e2e.chaos.ChaosTraffic.Acknowledged;
import io.understudy.testkit.replay.History;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a run once it has ended.
 *
 * @param ending what became of the sites
 * @param rules under which the mirrors ran
 * @param keys of their link
 * @param source its whole history
 * @param target its whole history
 * @param acknowledged what the source said yes to, in order
 * @param standbyOwn what must be in the target though the source has no such keys
 */
record ChaosRecord(
    Ending ending,
    Rules rules,
    ControlKeys keys,
    History source,
    History target,
    List<Acknowledged> acknowledged,
    Map<Bytes, Bytes> standbyOwn) {

  ChaosRecord {
    acknowledged = List.copyOf(acknowledged);
    standbyOwn = Map.copyOf(standbyOwn);
  }
}
