package io.understudy.service.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;

/**
 * Every request that comes in over a connection must have come in time, its head and then its body.
 * It is put in place before the first request, or amid it; the time of that runs from then on.
 */
final class BodyDeadline extends ChannelInboundHandlerAdapter {

  private final Runnable late;
  private final Countdown countdown;

  /**
   * @param late closes the connection; run on its event loop
   */
  BodyDeadline(Duration within, Runnable late) {
    this.late = late;
    this.countdown = new Countdown(within);
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
      countdown.cancel();
    }
    super.channelRead(context, message);
  }

  /** Whether a request has begun to come, and not come in full. */
  boolean isUnderWay() {
    return countdown.isRunning();
  }

  /** For the place before bytes become requests: between two of them the next one begins. */
  ChannelInboundHandlerAdapter ofBytes() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (!countdown.isRunning()) {
          begin(context);
        }
        super.channelRead(context, bytes);
      }
    };
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    countdown.cancel();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    countdown.cancel();
    super.channelInactive(context);
  }

  private void begin(ChannelHandlerContext context) {
    countdown.begin(context, () -> late(context));
  }

  /** Not while nothing is read, as a request before is still answered: that is not the client. */
  private void late(ChannelHandlerContext context) {
    if (context.channel().config().isAutoRead()) {
      late.run();
    } else {
      begin(context);
    }
  }
}
