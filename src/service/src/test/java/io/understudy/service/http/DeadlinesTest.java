package io.understudy.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The deadlines on a channel whose time is the test's. */
class DeadlinesTest {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final AtomicInteger late = new AtomicInteger();
  private final AtomicBoolean receiving = new AtomicBoolean();

  private EmbeddedChannel bodies() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(new BodyDeadline(WITHIN, late::incrementAndGet));
    return channel;
  }

  private static void pass(EmbeddedChannel channel, long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runPendingTasks();
  }

  private static DefaultHttpRequest request() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
  }

  @Test
  void aBodyThatComesInTimeIsNotMindedHoweverLongItsAnswerTakes() {
    EmbeddedChannel channel = bodies();
    pass(channel, 29);
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    pass(channel, 3_600);

    channel.writeInbound(request());
    pass(channel, 29);
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    pass(channel, 3_600);

    assertThat(late).hasValue(0);
  }

  @Test
  void dropsDoNotMakeItLonger() {
    EmbeddedChannel channel = bodies();
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeInbound(request());
    for (int second = 0; second < 29; second++) {
      pass(channel, 1);
      channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1])));
    }
    assertThat(late).hasValue(0);

    pass(channel, 1);

    assertThat(late).hasValue(1);
  }

  @Test
  void ofAKeptConnectionTheNextHeadHasItsTimeToo() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    BodyDeadline deadline = new BodyDeadline(WITHIN, late::incrementAndGet);
    channel.pipeline().addLast(deadline.ofBytes(), new HttpRequestDecoder(), deadline);
    channel.writeInbound(bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    pass(channel, 3_600);
    channel.writeInbound(bytes("GET / HTTP/1.1\r\nSlow: "));
    for (int second = 0; second < 29; second++) {
      pass(channel, 1);
      channel.writeInbound(bytes("a"));
    }
    assertThat(late).hasValue(0);

    channel.config().setAutoRead(false);
    pass(channel, 1);
    assertThat(late).as("it cannot send").hasValue(0);

    channel.config().setAutoRead(true);
    pass(channel, 30);
    assertThat(late).hasValue(1);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  @Test
  void whoHasGoneIsNotCutOff() {
    EmbeddedChannel channel = bodies();
    channel.close();
    pass(channel, 60);

    assertThat(late).hasValue(0);
  }

  @Test
  void aWriteThatNobodyTakesIsLateOnce() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(new Stuck(), new WriteDeadline(WITHIN, late::incrementAndGet));
    channel.writeOneOutbound(Unpooled.wrappedBuffer(new byte[1]));
    channel.writeOneOutbound(Unpooled.wrappedBuffer(new byte[1]));

    pass(channel, 29);
    assertThat(late).hasValue(0);
    pass(channel, 2);

    assertThat(late).hasValue(1);
  }

  @Test
  void aWriteThatIsTakenIsNotLate() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(new WriteDeadline(WITHIN, late::incrementAndGet));
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[1]));
    pass(channel, 60);

    assertThat(late).hasValue(0);
  }

  private EmbeddedChannel idle(int begun) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(new KeepAliveDeadline(WITHIN, begun, receiving::get, late::incrementAndGet));
    return channel;
  }

  private static DefaultFullHttpResponse answer(HttpResponseStatus status) {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
  }

  @Test
  void aConnectionThatIsNotUsedAnyMoreIsClosed() {
    EmbeddedChannel channel = idle(1);
    pass(channel, 3_600);
    channel.writeOutbound(answer(HttpResponseStatus.OK));
    pass(channel, 29);
    assertThat(late).hasValue(0);

    channel.writeInbound(request());
    pass(channel, 3_600);
    assertThat(late).as("it waits for its answer").hasValue(0);

    channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    pass(channel, 3_600);
    assertThat(late).as("the answer has begun").hasValue(0);

    channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    pass(channel, 30);
    assertThat(late).hasValue(1);
  }

  @Test
  void whileOneOfSeveralRequestsIsNotAnsweredItIsUsed() {
    EmbeddedChannel channel = idle(0);
    pass(channel, 3_600);
    channel.writeInbound(request(), request());
    channel.writeOutbound(answer(HttpResponseStatus.CONTINUE));
    channel.writeOutbound(answer(HttpResponseStatus.OK));
    pass(channel, 3_600);
    assertThat(late).hasValue(0);

    channel.writeOutbound(answer(HttpResponseStatus.OK));
    pass(channel, 30);
    assertThat(late).hasValue(1);
  }

  /** Its answer came before all of it: the rest has its time. */
  @Test
  void whatIsStillComingKeepsItOpenAndNoLonger() {
    EmbeddedChannel channel = idle(1);
    receiving.set(true);
    channel.writeOutbound(answer(HttpResponseStatus.UNAUTHORIZED));
    pass(channel, 30);
    pass(channel, 29);
    assertThat(late).hasValue(0);

    receiving.set(false);
    pass(channel, 1);
    assertThat(late).hasValue(1);
  }

  @Test
  void whatIsClosedIsNotClosedAgain() {
    EmbeddedChannel channel = idle(1);
    channel.writeOutbound(answer(HttpResponseStatus.OK));
    channel.close();
    pass(channel, 60);

    assertThat(late).hasValue(0);
  }

  /** Who takes an answer slowly has the time of a write for it. */
  @Test
  void anAnswerThatIsNotTakenIsNoIdleness() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new Stuck(), new KeepAliveDeadline(WITHIN, 1, receiving::get, late::incrementAndGet));
    channel.writeOneOutbound(answer(HttpResponseStatus.OK));
    pass(channel, 3_600);

    assertThat(late).hasValue(0);
  }

  /** A connection whose client reads nothing. */
  private static final class Stuck extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      // Neither done nor failed.
    }
  }
}
