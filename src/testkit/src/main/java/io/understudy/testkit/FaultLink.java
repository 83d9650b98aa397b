package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
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

  /** Accepts and keeps connections, but forwards nothing. */
  public void stall() {
    faults.stall();
  }

  /** Half open: what clients send arrives, but no answer, until {@link #heal}. */
  public void mute() {
    faults.mute();
  }

  /** Bytes arrive this much later, each way. */
  public void delay(Duration oneWay) {
    faults.delay(oneWay);
  }

  /** Of each connection, each way; 0 for no limit. */
  public void throttle(long bytesPerSecond) {
    faults.throttle(bytesPerSecond);
  }

  /** Ends every fault but a hold. What was stalled goes on. */
  public void heal() {
    faults.heal();
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
    try {
      server.connect(target, CONNECT_TIMEOUT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException unreachable) {
      LinkConnection.reset(client);
      server.close();
      return;
    }
    LinkConnection connection =
        new LinkConnection(client, server, faults, answeredBytes, connections::remove);
    connections.add(connection);
    connection.start();
    if (faults.isCut() || listener.isClosed()) {
      connection.close();
    }
  }
}
