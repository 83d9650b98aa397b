package io.understudy.failover.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import org.xbill.DNS.Message;

/** A DNS server on UDP and TCP of one port that answers whatever a test wants. */
final class LyingServer implements AutoCloseable {

  private static final int MOST_BYTES = 65_535;
  private static final int PORTS_TRIED = 20;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private volatile Lie lie = (question, overTcp) -> Optional.empty();

  /** What is answered. */
  @FunctionalInterface
  interface Lie {

    /**
     * @return bytes of a message; no answer if empty
     */
    Optional<byte[]> to(Message question, boolean overTcp) throws IOException;
  }

  private LyingServer(DatagramSocket udp, ServerSocket tcp) {
    this.udp = udp;
    this.tcp = tcp;
    Thread.ofPlatform().daemon().name("lying-udp").start(this::answerUdp);
    Thread.ofPlatform().daemon().name("lying-tcp").start(this::answerTcp);
  }

  static LyingServer start() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int tried = 1; ; tried++) {
      try {
        ServerSocket tcp = new ServerSocket(0, 50, loopback);
        try {
          return new LyingServer(new DatagramSocket(tcp.getLocalPort(), loopback), tcp);
        } catch (IOException taken) {
          tcp.close();
          throw taken;
        }
      } catch (IOException failure) {
        if (tried == PORTS_TRIED) {
          throw new UncheckedIOException("no port is free for both UDP and TCP", failure);
        }
      }
    }
  }

  void tell(Lie next) {
    lie = next;
  }

  /** As a setting names it. */
  String address() {
    return "127.0.0.1:" + tcp.getLocalPort();
  }

  private void answerUdp() {
    while (!udp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
      try {
        udp.receive(packet);
        byte[] question = new byte[packet.getLength()];
        System.arraycopy(packet.getData(), 0, question, 0, question.length);
        Optional<byte[]> answer = lie.to(new Message(question), false);
        if (answer.isPresent()) {
          byte[] bytes = answer.get();
          udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      } catch (IOException closedOrNoQuestion) {
        // The next one may be one.
      }
    }
  }

  private void answerTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket client = tcp.accept();
        Thread.ofPlatform().daemon().name("lying-tcp").start(() -> answerAll(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Who asks may ask more than once over a connection. */
  private void answerAll(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      while (true) {
        byte[] question = in.readNBytes(in.readUnsignedShort());
        Optional<byte[]> answer = lie.to(new Message(question), true);
        if (answer.isPresent()) {
          out.writeShort(answer.get().length);
          out.write(answer.get());
          out.flush();
        }
      }
    } catch (IOException goneOrNoQuestion) {
      // Nobody asks here any more.
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
