package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP link to a server, with faults on demand. Clients connect to {@link #endpoint}; faults hold
 * for connections that exist and for those to come, until {@link #heal}.
 *
 * <p>It knows one thing about HTTP/2: while requests are held it drops resets of calls, so that a
 * call whose client has given up is still delivered by {@link #release}, as a packet stuck in the
 * network would be. Of an {@code https} server's it can see nothing.
 */
public final class FaultLink implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 5000;

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final String scheme;
  private final LinkFaults faults = new LinkFaults();
  private final AtomicLong answeredBytes = new AtomicLong();
  private final Set<LinkConnection> connections = ConcurrentHashMap.newKeySet();

  private FaultLink(ServerSocket listener, InetSocketAddress target, String scheme) {
    this.listener = listener;
    this.target = target;
    this.scheme = scheme;
  }

  /** One direction of a link. */
  public enum Way {
    /** What clients say. */
    TO_SERVER,
    /** What they are answered. */
    TO_CLIENT
  }

  /** Sees all bytes before they go on, and decides whether they do. */
  @FunctionalInterface
  public interface Inspector {

    /**
     * Called by several threads, one for each direction of each connection, in its order. The bytes
     * wait until it returns.
     *
     * @param toServer whether a client sent them
     * @param bytes of a request exactly one HTTP/2 frame
     * @return false to reset the connection instead
     */
    boolean passes(boolean toServer, byte[] bytes);
  }

  /**
   * @param endpoint {@code http://host:port}, {@code https://host:port} or {@code host:port}
   */
  public static FaultLink to(String endpoint) {
    String address = endpoint.substring(endpoint.lastIndexOf('/') + 1);
    int colon = address.lastIndexOf(':');
    InetSocketAddress target =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    try {
      FaultLink link =
          new FaultLink(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
              target,
              endpoint.startsWith("https:") ? "https" : "http");
      Thread.ofPlatform().daemon().name("fault-link").start(link::acceptAll);
      return link;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on the loopback address", failure);
    }
  }

  /** Where clients connect to, {@code http://127.0.0.1:port}, or {@code https} as the server. */
  public String endpoint() {
    return scheme + "://127.0.0.1:" + listener.getLocalPort();
  }

  /** Resets every connection and, until healed, every new one at once. */
  public void cut() {
    faults.cut();
    resetAll();
  }

  /** Resets every connection there is. New ones can be made. */
  public void resetAll() {
    connections.forEach(LinkConnection::close);
  }

  /**
   * Cuts one direction: whoever receives what is sent this way sees its connection reset, whoever
   * sends it is not told, and talks to nobody, until {@link #heal} ends what is left of it. New
   * connections reach nobody.
   */
  public void cut(Way way) {
    faults.cut(way);
    connections.forEach(connection -> connection.cut(way));
  }

  /** Accepts and keeps connections, but forwards nothing. */
  public void stall() {
    stall(Way.TO_SERVER);
    stall(Way.TO_CLIENT);
  }

  /** Half open: what is sent this way does not arrive until {@link #heal}, the rest does. */
  public void stall(Way way) {
    faults.stall(way);
  }

  /** Bytes arrive this much later, each way. */
  public void delay(Duration oneWay) {
    delay(Way.TO_SERVER, oneWay);
    delay(Way.TO_CLIENT, oneWay);
  }

  /** Bytes arrive this much later, this way. */
  public void delay(Way way, Duration later) {
    faults.delay(way, later);
  }

  /** Of each connection, each way; 0 for no limit. */
  public void throttle(long bytesPerSecond) {
    throttle(Way.TO_SERVER, bytesPerSecond);
    throttle(Way.TO_CLIENT, bytesPerSecond);
  }

  /** Of each connection, this way; 0 for no limit. */
  public void throttle(Way way, long bytesPerSecond) {
    faults.throttle(way, bytesPerSecond);
  }

  /** Ends every fault but a hold. What was stalled goes on. */
  public void heal() {
    faults.heal();
    connections.stream().filter(LinkConnection::isHalfOpen).forEach(LinkConnection::close);
  }

  /** From now on nothing passes that this one has not seen. */
  public void inspect(Inspector inspector) {
    faults.inspect(inspector);
  }

  /** From now on, what clients send waits here. Answers pass. */
  public void holdRequests() {
    faults.hold(true);
  }

  /** Bytes from clients that wait here now. */
  public long heldBytes() {
    return connections.stream().mapToLong(LinkConnection::heldBytes).sum();
  }

  /** Ends the hold: the server gets what was held, also from clients that are gone. */
  public void release() {
    faults.hold(false);
  }

  /**
   * Connections whose client has not gone as far as this link knows, which hears of it a moment
   * later: a client that is to be gone when requests are {@link #release released} is waited for.
   */
  public long clients() {
    return connections.stream().filter(LinkConnection::hasClient).count();
  }

  /** Bytes that have passed to clients, all connections together. */
  public long answeredBytes() {
    return answeredBytes.get();
  }

  /** Connections that are open on the server's side. */
  public int connections() {
    return connections.size();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot stop listening", failure);
    } finally {
      connections.forEach(LinkConnection::close);
    }
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        accept(listener.accept());
      } catch (IOException closedOrRefused) {
        // The next one may fare better; after close() there is none.
      }
    }
  }

  private void accept(Socket client) throws IOException {
    if (faults.isCut()) {
      LinkConnection.reset(client);
      return;
    }
    Socket server = new Socket();
    Optional<Way> cut = faults.cutOneWay();
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      if (cut.isEmpty()) {
        server.connect(target, CONNECT_TIMEOUT_MILLIS);
      }
    } catch (IOException unreachable) {
      LinkConnection.reset(client);
      server.close();
      return;
    }
    LinkConnection connection =
        new LinkConnection(client, server, faults, answeredBytes, connections::remove);
    if (cut.isPresent()) {
      // Neither a handshake that does not arrive nor one without an answer opens one.
      connection.cut(Way.TO_SERVER);
    }
    connections.add(connection);
    connection.start();
    settle(connection);
  }

  /** What went wrong while it was made has not hit it. */
  private void settle(LinkConnection connection) {
    Optional<Way> cut = faults.cutOneWay();
    if (faults.isCut() || listener.isClosed() || cut.isEmpty() && connection.isHalfOpen()) {
      connection.close();
    } else if (cut.isPresent() && !connection.isHalfOpen()) {
      connection.cut(cut.get());
      if (faults.cutOneWay().isEmpty()) {
        // Whoever healed meanwhile took it for whole.
        connection.close();
      }
    }
  }
}
