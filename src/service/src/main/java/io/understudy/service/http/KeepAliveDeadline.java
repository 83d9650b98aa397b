package io.understudy.service.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A connection whose requests are all answered must have a further one in time, or it is closed.
 * Connections are bounded in number, so those that nobody uses must not keep others out. Before the
 * first request {@link BodyDeadline} holds.
 */
final class KeepAliveDeadline extends ChannelDuplexHandler {

  private final BooleanSupplier isReceiving;
  private final Runnable late;
  private final Countdown countdown;
  private int unanswered;

  /**
   * @param unanswered requests that have come before it is put in place
   * @param isReceiving whether a request is coming, which has a time of its own
   * @param late closes the connection; run on its event loop
   */
  KeepAliveDeadline(Duration within, int unanswered, BooleanSupplier isReceiving, Runnable late) {
    this.unanswered = unanswered;
    this.isReceiving = isReceiving;
    this.late = late;
    this.countdown = new Countdown(within);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest) {
      countdown.cancel();
      unanswered++;
    }
    super.channelRead(context, message);
  }

  /** An answer counts from when all of it is on its way: to take it has a time of its own. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    ChannelPromise written = promise;
    if (message instanceof LastHttpContent && !isInterim(message)) {
      written = promise.unvoid();
      written.addListener(done -> answered(context));
    }
    super.write(context, message, written);
  }

  /** "100 Continue" is whole by itself, and no answer. */
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
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

  private void answered(ChannelHandlerContext context) {
    unanswered--;
    if (unanswered <= 0 && !context.isRemoved()) {
      begin(context);
    }
  }

  private void begin(ChannelHandlerContext context) {
    countdown.begin(context, () -> lapsed(context));
  }

  private void lapsed(ChannelHandlerContext context) {
    if (isReceiving.getAsBoolean()) {
      begin(context);
    } else {
      late.run();
    }
  }
}
