package io.understudy.failover.ports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * HAProxy's runtime API: a line is sent, HAProxy answers and ends the connection (management guide,
 * 9.3). By a selector, as sockets of the unix kind have no timeouts of their own.
 *
 * @param address {@code host:port}, or the path of a unix socket
 * @param timeout of one command
 */
record RuntimeApi(String address, Duration timeout) {

  /** Far beyond the sessions that one HAProxy holds for an etcd. */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  /**
   * @return what it said, without blank lines around it
   * @throws IOException if it cannot be reached or does not answer in time
   */
  String ask(String command) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    SocketAddress to = socketAddress();
    try (Selector selector = Selector.open();
        SocketChannel channel = open(to)) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, 0);
      if (!channel.connect(to)) {
        await(selector, key, SelectionKey.OP_CONNECT, deadline);
        channel.finishConnect();
      }
      ByteBuffer line = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
      while (channel.write(line) >= 0 && line.hasRemaining()) {
        await(selector, key, SelectionKey.OP_WRITE, deadline);
      }
      return read(channel, selector, key, deadline);
    }
  }

  private static String read(
      SocketChannel channel, Selector selector, SelectionKey key, long deadline)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
      answer.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (answer.size() > MAX_ANSWER_BYTES) {
        throw new IOException("it answers with more than " + MAX_ANSWER_BYTES + " bytes");
      }
      if (read == 0) {
        await(selector, key, SelectionKey.OP_READ, deadline);
      }
    }
    return answer.toString(StandardCharsets.UTF_8).strip();
  }

  private static void await(Selector selector, SelectionKey key, int operation, long deadline)
      throws IOException {
    long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
    if (leftMillis <= 0) {
      throw new SocketTimeoutException("it does not answer in time");
    }
    key.interestOps(operation);
    selector.select(leftMillis);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new java.nio.channels.ClosedByInterruptException();
    }
  }

  private static SocketChannel open(SocketAddress to) throws IOException {
    return to instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private SocketAddress socketAddress() throws IOException {
    if (address.startsWith("/")) {
      return UnixDomainSocketAddress.of(address);
    }
    InetSocketAddress to = new InetSocketAddress(host(), port());
    if (to.isUnresolved()) {
      throw new IOException("unknown host " + host());
    }
    return to;
  }

  /** Whether its address can be used at all. */
  boolean isValid() {
    return address.startsWith("/")
        || address.matches("(\\[[0-9A-Fa-f:.]+]|[-A-Za-z0-9._]+):[0-9]{1,5}")
            && port() > 0
            && port() <= 65_535;
  }

  private String host() {
    return address.substring(0, address.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
  }

  private int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
