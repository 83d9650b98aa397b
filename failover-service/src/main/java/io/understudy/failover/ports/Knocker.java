package io.understudy.failover.ports;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Tries to connect to a VIP's port. */
record Knocker(Duration timeout) {

  Knock knock(Vip vip) {
    try (Socket socket = new Socket()) {
      connect(socket, vip);
      return new Knock(Knock.Answer.ACCEPTED, "it accepted a connection");
    } catch (ConnectException refused) {
      return isRefused(refused)
          ? new Knock(Knock.Answer.REFUSED, "connection refused")
          : new Knock(Knock.Answer.UNANSWERED, said(refused));
    } catch (SocketTimeoutException slow) {
      return new Knock(
          Knock.Answer.UNANSWERED, "not answered within " + timeout.toMillis() + " ms");
    } catch (IOException failure) {
      return new Knock(Knock.Answer.UNANSWERED, said(failure));
    }
  }

  void connect(Socket socket, Vip vip) throws IOException {
    socket.connect(new InetSocketAddress(vip.address(), vip.port()), (int) timeout.toMillis());
  }

  /** The JDK has one exception for all that the kernel says of connecting. */
  private static boolean isRefused(ConnectException failure) {
    return String.valueOf(failure.getMessage()).contains("refused");
  }

  private static String said(IOException failure) {
    String name = failure.getClass().getSimpleName().replaceAll("Exception$", "");
    return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
  }
}
