package io.understudy.sync.status;

import io.understudy.core.ownership.RuleCount;
import java.time.Duration;
import java.util.List;

/** Takes what cannot be read off the status later. Must not block or throw. */
public interface Measurements {

  /** For nobody. */
  Measurements NONE =
      new Measurements() {
        @Override
        public void applied(Duration latency) {}

        @Override
        public void objects(List<RuleCount> byRule) {}
      };

  /** How long a Txn took from being sent to being known to be in the target. */
  void applied(Duration latency);

  /** All counts that are not zero. */
  void objects(List<RuleCount> byRule);
}
