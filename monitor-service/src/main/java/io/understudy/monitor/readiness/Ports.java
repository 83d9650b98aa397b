package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Facts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Whether ports take connections. Nothing is sent. */
final class Ports {

  private final Duration timeout;

  Ports(Duration timeout) {
    this.timeout = timeout;
  }

  Facts.Port of(String host, int port) {
    String address = host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    InetSocketAddress where = new InetSocketAddress(host, port);
    if (where.isUnresolved()) {
      return new Facts.Port(address, "the name is not known");
    }
    try (Socket socket = new Socket()) {
      socket.connect(where, (int) timeout.toMillis());
      return new Facts.Port(address, "");
    } catch (IOException failure) {
      return new Facts.Port(address, why(failure));
    }
  }

  private String why(IOException failure) {
    return switch (failure) {
      case SocketTimeoutException late -> "no answer within " + timeout.toMillis() + " ms";
      case NoRouteToHostException none -> "no route";
      case ConnectException refused -> "refused";
      default -> failure.getClass().getSimpleName();
    };
  }
}
