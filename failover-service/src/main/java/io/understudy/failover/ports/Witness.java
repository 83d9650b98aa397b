package io.understudy.failover.ports;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import jdk.net.ExtendedSocketOptions;

/**
 * A connection that is held while a port is closed, to show whether open ones end. It sends
 * nothing, which a server might end it for; TCP's own keepalive finds out if packets are dropped.
 */
final class Witness implements AutoCloseable {

  private static final int KEEPALIVE_SECONDS = 1;
  private static final int KEEPALIVE_COUNT = 3;
  private static final int LOOK_MILLIS = 1;
  private static final int READ_BYTES = 4096;

  /** What a server says first is of no interest; one that goes on and on has not ended. */
  private static final int READS = 16;

  private final Socket socket;

  private Witness(Socket socket) {
    this.socket = socket;
  }

  /**
   * @throws IOException if it cannot connect
   */
  static Witness open(Vip vip, Knocker knocker) throws IOException {
    Socket socket = new Socket();
    try {
      knocker.connect(socket, vip);
      socket.setSoTimeout(LOOK_MILLIS);
      keepAlive(socket);
      return new Witness(socket);
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  private static void keepAlive(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_COUNT);
    }
  }

  /** Whether the other side, or the network between, has ended it. */
  boolean hasEnded() {
    byte[] read = new byte[READ_BYTES];
    try {
      for (int reads = 0; reads < READS; reads++) {
        if (socket.getInputStream().read(read) < 0) {
          return true;
        }
      }
      return false;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException ended) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // It is not used any more.
    }
  }
}
