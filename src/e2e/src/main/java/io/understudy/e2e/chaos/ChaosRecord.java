package io.understudy.e2e.chaos;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.e2e.chaos.ChaosTraffic.Acknowledged;
import io.understudy.testkit.replay.History;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of a run once it has ended.
 *
 * @param ending what became of the sites
 * @param rules under which the mirrors ran
 * @param keys of their link
 * @param formerLife of a source that was restored
 * @param source its whole history
 * @param target its whole history
 * @param acknowledged what the source said yes to, in order
 * @param standbyOwn what must be in the target though the source has no such keys
 */
record ChaosRecord(
    Ending ending,
    Rules rules,
    ControlKeys keys,
    Optional<FormerLife> formerLife,
    History source,
    History target,
    List<Acknowledged> acknowledged,
    Map<Bytes, Bytes> standbyOwn) {

  /**
   * Of a source before it was restored.
   *
   * @param source its whole history until then
   * @param acknowledged what it said yes to until then, in order
   */
  record FormerLife(History source, List<Acknowledged> acknowledged) {
    FormerLife {
      acknowledged = List.copyOf(acknowledged);
    }
  }

  ChaosRecord {
    acknowledged = List.copyOf(acknowledged);
    standbyOwn = Map.copyOf(standbyOwn);
  }
}
