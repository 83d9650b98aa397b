package io.understudy.service.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.understudy.service.api.Problems;
import io.understudy.service.log.RateLimit;
import io.understudy.service.settings.BadSettingsException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Cuts off clients that send a request, or take an answer, slower than they may, and refuses bodies
 * that are too large before they come. The framework knows neither deadline: a client that reads
 * nothing would keep the thread that answers it, for as long as it likes. Closes connections that
 * nobody uses any more.
 */
@Singleton
public class SlowClients {

  private static final Logger LOG = Logger.getLogger(SlowClients.class);

  /** Before any other filter. */
  private static final int FIRST = 10_000;

  private static final int TOO_LARGE = 413;
  private static final String WRITES = "understudy-write-deadline";
  private static final String HEADS = "understudy-head-deadline";
  private static final String BODIES = "understudy-body-deadline";
  private static final String IDLE = "understudy-keep-alive-deadline";

  private final HttpSettings settings;
  private final InstantSource time = InstantSource.system();
  private final RateLimit ofReaders = new RateLimit(Duration.ofMinutes(1));
  private final RateLimit ofSenders = new RateLimit(Duration.ofMinutes(1));
  private final NewConnections firstHeads = new NewConnections(http -> watch(http, 0));

  @Inject
  SlowClients(HttpConfig config) {
    try {
      this.settings = HttpSettings.read(config);
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  void register(@Observes Filters filters) {
    filters.register(this::bound, FIRST);
  }

  void register(@Observes StartupEvent started, Vertx vertx) {
    firstHeads.begin(((VertxInternal) vertx).getEventLoopGroup());
  }

  void unregister(@Observes ShutdownEvent stopped) {
    firstHeads.end();
  }

  private void bound(RoutingContext call) {
    HttpServerRequest request = call.request();
    if (request.connection() instanceof ConnectionBase connection) {
      watch(connection.channelHandlerContext(), 1);
    }
    if (length(request) > settings.maxBodyBytes()) {
      refuse(call);
      return;
    }
    call.next();
  }

  /**
   * Once for a connection, amid its first request or, if that takes its time, before: what follows
   * is seen as it comes. Of one that was closed requests may still be waiting.
   *
   * @param begun requests of it that are not answered yet
   */
  private void watch(ChannelHandlerContext http, int begun) {
    ChannelPipeline pipeline = http.pipeline();
    if (!http.isRemoved() && pipeline.get(WRITES) == null) {
      pipeline.addFirst(
          WRITES,
          new WriteDeadline(
              settings.writeTimeout(),
              () -> cutOff(http, "takes", settings.writeTimeout(), ofReaders)));
      BodyDeadline bodies =
          new BodyDeadline(
              settings.bodyTimeout(),
              () -> cutOff(http, "sends", settings.bodyTimeout(), ofSenders));
      pipeline.addBefore(http.name(), BODIES, bodies);
      pipeline.addBefore(
          http.name(),
          IDLE,
          new KeepAliveDeadline(
              settings.keepAliveTimeout(), begun, bodies::isUnderWay, http::close));
      ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
      if (decoder != null) {
        pipeline.addBefore(decoder.name(), HEADS, bodies.ofBytes());
      }
    }
  }

  /** Not left to the kernel: it would keep what nobody reads for many minutes more. */
  private void cutOff(
      ChannelHandlerContext http, String does, Duration bound, RateLimit complaints) {
    long held = complaints.pass(time.instant());
    if (held >= 0) {
      LOG.warnf(
          "A client %s nothing or too little and was cut off client=%s withinMs=%d before=%d",
          does, http.channel().remoteAddress(), bound.toMillis(), held);
    }
    http.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    // From here on down: above, the framework would wait until what nobody reads is read.
    http.close();
  }

  private static long length(HttpServerRequest request) {
    String given = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return given == null ? 0 : Long.parseLong(given);
    } catch (NumberFormatException notOne) {
      // The server itself refuses it.
      return 0;
    }
  }

  /** Says so without waiting for the body; what is on its way is not read. */
  private void refuse(RoutingContext call) {
    String problem =
        Problems.json(
            TOO_LARGE,
            "Body is too large",
            "it may have "
                + settings.maxBodyBytes()
                + " bytes, which is understudy.http.max-body-bytes; send less, or raise it");
    call.response()
        .setStatusCode(TOO_LARGE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CONNECTION, "close")
        .end(problem)
        .onComplete(any -> call.request().connection().close());
  }
}
