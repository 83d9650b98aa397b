package io.understudy.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
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

  /**
   * A member that answers, but not as it should (one without a leader above all), is left out of
   * the round for longer and longer. Those that do not answer at all lose their connection anyway.
   * Numbers are doubles, as of JSON.
   */
  private static final Map<String, ?> BY_HEALTH =
      Map.of(
          "loadBalancingConfig",
          List.of(
              Map.of(
                  "outlier_detection_experimental",
                  Map.of(
                      "interval",
                      "5s",
                      "baseEjectionTime",
                      "30s",
                      "maxEjectionTime",
                      "300s",
                      "maxEjectionPercent",
                      50.0,
                      "failurePercentageEjection",
                      Map.of(
                          "threshold", 50.0,
                          "enforcementPercentage", 100.0,
                          "minimumHosts", 2.0,
                          "requestVolume", 2.0),
                      "childPolicy",
                      List.of(Map.of("round_robin", Map.of()))))));

  private Channels() {}

  /** Connects when it is first used. Members that do not answer are passed over. */
  static ManagedChannel open(EtcdEndpoint endpoint, Optional<TlsContext> tls) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("ip:///" + path(endpoint.addresses()))
            .defaultServiceConfig(BY_HEALTH)
            // Also ends gRPC's transparent retry: a Txn is sent once or not at all.
            .disableRetry()
            .maxInboundMessageSize(endpoint.maxInboundBytes())
            .flowControlWindow(STREAM_WINDOW_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
    return builder.build();
  }

  /** As part of a URI, in which an IPv6 address's brackets may not stand in a path. */
  private static String path(List<String> addresses) {
    return String.join(",", addresses).replace("%", "%25").replace("[", "%5B").replace("]", "%5D");
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
