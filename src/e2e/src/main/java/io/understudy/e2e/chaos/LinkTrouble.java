package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.Fault.Trouble;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.FaultLink.Way;
import java.time.Duration;

/** Has one link be in trouble. */
final class LinkTrouble {

  private static final Duration DELAY = Duration.ofMillis(150);
  private static final long THROTTLED_BYTES_PER_SECOND = 20_000;

  private LinkTrouble() {}

  static void begin(FaultLink link, Trouble trouble) {
    switch (trouble) {
      case CUT -> link.cut();
      case STALL -> link.stall();
      case MUTE -> link.stall(Way.TO_CLIENT);
      case LATE -> link.holdRequests();
      case DELAY -> link.delay(DELAY);
      case THROTTLE -> link.throttle(THROTTLED_BYTES_PER_SECOND);
      case REQUESTS_CUT -> link.cut(Way.TO_SERVER);
      case ANSWERS_CUT -> link.cut(Way.TO_CLIENT);
      case REQUESTS_STALL -> link.stall(Way.TO_SERVER);
      case REQUESTS_DELAY -> link.delay(Way.TO_SERVER, DELAY);
      case ANSWERS_DELAY -> link.delay(Way.TO_CLIENT, DELAY);
      case REQUESTS_THROTTLE -> link.throttle(Way.TO_SERVER, THROTTLED_BYTES_PER_SECOND);
      case ANSWERS_THROTTLE -> link.throttle(Way.TO_CLIENT, THROTTLED_BYTES_PER_SECOND);
    }
  }

  /** Whatever it is. */
  static void end(FaultLink link) {
    link.heal();
    link.release();
  }
}
