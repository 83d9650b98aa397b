package io.understudy.service.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Every write of a connection must reach the network in time. */
final class WriteDeadline extends WriteTimeoutHandler {

  private final Runnable late;
  private boolean isLate;

  /**
   * @param late closes the connection; run once at most, on its event loop
   */
  WriteDeadline(Duration within, Runnable late) {
    super(within.toMillis(), TimeUnit.MILLISECONDS);
    this.late = late;
  }

  @Override
  protected void writeTimedOut(ChannelHandlerContext context) {
    if (!isLate) {
      isLate = true;
      late.run();
    }
  }
}
