package io.understudy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Ports that take connections on some addresses of the loopback network, the same numbers on each,
 * and do nothing with them. They can be closed and opened one by one.
 */
final class OpenPorts implements AutoCloseable {

  private static final int ATTEMPTS = 50;

  private final TreeMap<String, ServerSocket> open = new TreeMap<>();
  private final List<Integer> ports = new ArrayList<>();

  /**
   * @param count of ports on each host
   */
  OpenPorts(int count, String... hosts) {
    for (int attempt = 0; ports.size() < count; attempt++) {
      int port = listen(hosts[0], 0);
      try {
        for (int i = 1; i < hosts.length; i++) {
          listen(hosts[i], port);
        }
        ports.add(port);
      } catch (UncheckedIOException taken) {
        if (attempt == ATTEMPTS) {
          throw taken;
        }
        for (String host : hosts) {
          close(host, port);
        }
      }
    }
  }

  List<Integer> ports() {
    return ports;
  }

  void open(String host, int port) {
    listen(host, port);
  }

  void close(String host, int port) {
    ServerSocket listener = open.remove(host + ":" + port);
    if (listener != null) {
      close(listener);
    }
  }

  private int listen(String host, int port) {
    try {
      ServerSocket listener = new ServerSocket();
      try {
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      } catch (BindException taken) {
        close(listener);
        throw taken;
      }
      open.put(host + ":" + listener.getLocalPort(), listener);
      Thread.ofVirtual().start(() -> accept(listener));
      return listener.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, failure);
    }
  }

  private static void accept(ServerSocket listener) {
    while (!listener.isClosed()) {
      try (Socket taken = listener.accept()) {
        taken.shutdownOutput();
      } catch (IOException closedOrGone) {
        // The loop ends with the listener; what a client did to its connection is its own affair.
        continue;
      }
    }
  }

  private static void close(ServerSocket listener) {
    try {
      listener.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    open.values().forEach(OpenPorts::close);
    open.clear();
  }
}
