package io.understudy.service.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.understudy.service.log.RateLimit;
import io.vertx.core.net.impl.VertxHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Finds connections whose first request has not come. The framework shows a connection only amid
 * its first request, so each event loop looks now and then at those that are its own.
 */
final class NewConnections {

  private static final Logger LOG = Logger.getLogger(NewConnections.class);
  private static final int EVERY_MILLIS = 500;

  private final Consumer<ChannelHandlerContext> found;
  private final InstantSource time = InstantSource.system();
  private final RateLimit complaints = new RateLimit(Duration.ofMinutes(1));
  private final List<Future<?>> looks = new CopyOnWriteArrayList<>();

  /**
   * @param found told of each connection to a server of this process at each look, by the place of
   *     its HTTP; run on its event loop
   */
  NewConnections(Consumer<ChannelHandlerContext> found) {
    this.found = found;
  }

  void begin(EventLoopGroup loops) {
    for (EventExecutor each : loops) {
      if (each instanceof SingleThreadEventLoop loop) {
        looks.add(
            loop.scheduleWithFixedDelay(
                () -> lookAgain(loop), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS));
      }
    }
  }

  /** That one look goes wrong is no reason for there to be none any more. */
  private void lookAgain(SingleThreadEventLoop loop) {
    try {
      look(loop.registeredChannelsIterator());
    } catch (RuntimeException defect) {
      long held = complaints.pass(time.instant());
      if (held >= 0) {
        LOG.errorf(defect, "A defect in the look at new connections before=%d", held);
      }
    }
  }

  void look(Iterator<Channel> channels) {
    while (channels.hasNext()) {
      Channel channel = channels.next();
      ChannelHandlerContext http = channel.pipeline().context(VertxHandler.class);
      if (channel.parent() instanceof ServerChannel && http != null) {
        found.accept(http);
      }
    }
  }

  void end() {
    looks.forEach(look -> look.cancel(false));
  }
}
