package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Before a server that greets whoever connects. */
class HaProxyTest {

  private static final int SHORT_MILLIS = 200;
  private static final int LONG_MILLIS = 60_000;
  private static final int GREETING = 'h';

  private ServerSocket server;
  private HaProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = HaProxy.before("127.0.0.1:" + server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void oneThatIsKilledIsGoneAndOneThatIsStartedAgainForgetsWhatItWasTold() throws IOException {
    assertThat(proxy.tell("disable frontend " + HaProxy.FRONTEND)).isEmpty();
    assertThatThrownBy(() -> greeting(LONG_MILLIS)).isInstanceOf(IOException.class);
    proxy.kill();
    assertThatThrownBy(() -> proxy.tell("show info")).hasMessageContaining("haproxy");

    proxy.restart();

    assertThat(greeting(LONG_MILLIS)).isEqualTo(GREETING);
  }

  @Test
  void oneThatIsSuspendedKeepsItsCallersWaiting() throws IOException {
    proxy.suspend();
    assertThatThrownBy(() -> greeting(SHORT_MILLIS)).isInstanceOf(SocketTimeoutException.class);

    proxy.resume();

    assertThat(greeting(LONG_MILLIS)).isEqualTo(GREETING);
  }

  private int greeting(int patienceMillis) throws IOException {
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
      client.setSoTimeout(patienceMillis);
      return client.getInputStream().read();
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write(GREETING);
      } catch (IOException goneOrClosed) {
        // The next one may fare better; once it is closed there is none.
      }
    }
  }
}
