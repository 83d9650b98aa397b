package io.understudy.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How this product talks gRPC to the members of an etcd. */
final class Channels {

  /**
   * Of a watch: what the network may hold for a reader that does not ask. Over a link of 50 ms each
   * way it lets 20 MB pass in a second.
   */
  private static final int STREAM_WINDOW_BYTES = 2 * 1024 * 1024;

  /** etcd closes connections that ping more often than every 5 s; gRPC allows no less than 10 s. */
  private static final int KEEP_ALIVE_SECONDS = 10;

  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  private Channels() {}

  /** Connects when it is first used. Members that do not answer are passed over. */
  static ManagedChannel open(EtcdEndpoint endpoint, Optional<SslContext> tls) {
    if (endpoint.isTls() && tls.isEmpty()) {
      throw new IllegalArgumentException(
          endpoint.name() + ": https endpoints need a TLS context; give one, or use http");
    }
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("ip:///" + String.join(",", endpoint.addresses()))
            .defaultLoadBalancingPolicy("round_robin")
            // Also ends gRPC's transparent retry: a Txn is sent once or not at all.
            .disableRetry()
            .maxInboundMessageSize(endpoint.maxInboundBytes())
            .flowControlWindow(STREAM_WINDOW_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (endpoint.isTls()) {
      builder.sslContext(tls.orElseThrow());
    } else {
      builder.usePlaintext();
    }
    return builder.build();
  }

  /**
   * The channel, ready to connect now. gRPC waits up to two minutes between attempts once an outage
   * was long; a call that comes then is worth an attempt of its own.
   */
  static ManagedChannel awake(ManagedChannel channel) {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    return channel;
  }
}
