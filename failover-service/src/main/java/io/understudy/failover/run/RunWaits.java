package io.understudy.failover.run;

import io.understudy.core.failover.Command;
import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Next;
import io.understudy.core.failover.RunState;
import java.time.Instant;

/** Which step an operator means. */
final class RunWaits {

  private RunWaits() {}

  /** The step that is named, or the one that the run waits for. */
  static String about(RunState state, Command command, String named, Instant now) {
    boolean isAboutAStep =
        command == Command.RETRY || command == Command.IGNORE || command == Command.APPROVE;
    if (!isAboutAStep) {
      return "";
    }
    if (!named.isEmpty()) {
      return named;
    }
    return Decider.next(state, now) instanceof Next.Wait wait ? wait.step() : "";
  }
}
