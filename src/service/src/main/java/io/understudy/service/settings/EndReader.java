package io.understudy.service.settings;

import io.understudy.etcd.EtcdEndpoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Reads where the etcds are, how to connect, and what bounds each call. */
final class EndReader {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final EtcdEndpoint NOWHERE = EtcdEndpoint.of("none", List.of("localhost:1"));

  private final Problems problems;
  private final Duration callTimeout;
  private final int answerMaxBytes;
  private final int watchBufferBytes;
  private final int watchBufferRevisions;

  EndReader(ServiceConfig config, WatchConfig watch, Problems problems) {
    this.problems = problems;
    this.callTimeout = problems.millis("call.timeout-ms", config.call().timeoutMs(), 100, 60_000);
    this.answerMaxBytes =
        problems.number("answer.max-bytes", config.answer().maxBytes(), 4 * MIB, 1024 * MIB);
    this.watchBufferBytes =
        problems.number("watch.buffer-bytes", watch.bufferBytes(), 64 * KIB, 512 * MIB);
    this.watchBufferRevisions =
        problems.number("watch.buffer-revisions", watch.bufferRevisions(), 1, 1_000_000);
  }

  /**
   * @param end {@code source} or {@code target}, as the properties call it
   */
  EtcdEndpoint endpoint(String end, EndConfig given) {
    return problems.read(end + ".endpoints", NOWHERE, () -> connected(end, given));
  }

  private EtcdEndpoint connected(String end, EndConfig given) {
    List<String> endpoints =
        Arrays.stream(given.endpoints().orElse("").split(","))
            .map(String::strip)
            .filter(endpoint -> !endpoint.isEmpty())
            .toList();
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(
          "missing; give the client URLs of the " + end + " etcd, for example http://host:2379");
    }
    ConnectionReader connection = new ConnectionReader(problems, end, given);
    return new EtcdEndpoint(
        end,
        endpoints,
        connection.tls(),
        connection.login(),
        callTimeout,
        answerMaxBytes,
        watchBufferBytes,
        watchBufferRevisions);
  }
}
