package io.understudy.service.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Bounds of the HTTP server: {@code understudy.http.*}. Those that the framework keeps reach it by
 * application.properties, with the same defaults.
 */
@ConfigMapping(prefix = "understudy.http")
public interface HttpConfig {

  /**
   * The head of a request must have arrived in full within this, and so must its body, 100 to
   * 3600000; a client that sends slower is cut off.
   */
  @WithDefault("30000")
  String bodyTimeoutMs();

  /**
   * What was sent must have been taken off the connection within this, 100 to 3600000; a client
   * that reads slower is cut off, and what its answer held is free for others.
   */
  @WithDefault("60000")
  String writeTimeoutMs();

  /**
   * A connection whose requests are all answered is closed after so long without a further one, 1
   * to 86400. Longer than callers keep theirs, as what is sent just then is lost: Java's do for 30
   * s, and a proxy before it may for longer.
   */
  @WithDefault("75")
  int keepAliveTimeoutSeconds();

  /**
   * A connection on which nothing comes or goes for so long is closed, whatever it waits for. More
   * than {@code understudy.check.wait-ms}: who waits for a check says nothing meanwhile.
   */
  @WithDefault("1800")
  int idleTimeoutSeconds();

  /** The largest body of a request; a larger one is answered 413. */
  @WithDefault("2097152")
  long maxBodyBytes();

  /** All headers of a request together; more is answered 431. */
  @WithDefault("20480")
  int maxHeaderBytes();

  /** Connections at once; further ones are closed as they come. */
  @WithDefault("1000")
  int maxConnections();

  /**
   * Requests that are worked on at once; further ones wait. At least 200, so that callers who wait
   * for a check or a listing never take all.
   */
  @WithDefault("200")
  int workerThreads();
}
