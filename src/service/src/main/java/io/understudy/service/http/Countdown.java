package io.understudy.service.http;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One deadline of a connection, on its event loop. */
final class Countdown {

  private final Duration within;
  private @Nullable Future<?> end;

  Countdown(Duration within) {
    this.within = within;
  }

  /**
   * From now on, instead of what runs already.
   *
   * @param late run once the time is over
   */
  void begin(ChannelHandlerContext context, Runnable late) {
    cancel();
    end = context.executor().schedule(late, within.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isRunning() {
    return end != null;
  }

  void cancel() {
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }
}
