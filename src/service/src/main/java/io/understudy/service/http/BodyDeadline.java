package io.understudy.service.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Every body that comes in over a connection must have come in time. It is put in place amid the
 * first request, whose time runs from then on.
 */
final class BodyDeadline extends ChannelInboundHandlerAdapter {

  private final Duration within;
  private final Runnable late;
  private @Nullable Future<?> deadline;

  /**
   * @param late closes the connection; run on its event loop
   */
  BodyDeadline(Duration within, Runnable late) {
    this.within = within;
    this.late = late;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    begin(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest) {
      begin(context);
    }
    if (message instanceof LastHttpContent) {
      end();
    }
    super.channelRead(context, message);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    end();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    end();
    super.channelInactive(context);
  }

  private void begin(ChannelHandlerContext context) {
    end();
    deadline = context.executor().schedule(late, within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void end() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
