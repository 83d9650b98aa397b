package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link with a server that sends back what it gets. */
class FaultLinkTest {

  private static final int SHORT_MILLIS = 100;

  private ServerSocket echo;
  private FaultLink link;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    link = FaultLink.to("127.0.0.1:" + echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    link.close();
    echo.close();
  }

  @Test
  void bytesPassBothWays() throws IOException {
    try (Socket client = connect()) {
      assertThat(answerTo(client, 'a')).isEqualTo('a');
    }
  }

  @Test
  void whatAnInspectorRefusesDoesNotPass() throws IOException {
    link.inspect((toServer, bytes) -> toServer || bytes[0] != 'b');
    try (Socket client = connect()) {
      assertThat(answerTo(client, 'a')).isEqualTo('a');
      assertThatThrownBy(() -> answerTo(client, 'b')).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aDelayCountsEachWay() throws IOException {
    try (Socket client = connect()) {
      link.delay(Duration.ofMillis(60));
      long start = System.nanoTime();
      answerTo(client, 'a');
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(119));
    }
  }

  @Test
  void aStallHoldsBytesUntilHealed() throws IOException {
    try (Socket client = connect()) {
      link.stall();
      client.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> answerTo(client, 'a')).isInstanceOf(SocketTimeoutException.class);

      link.heal();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo('a');
    }
  }

  @Test
  void aMuteLinkDeliversRequestsAndNoAnswerUntilHealed() throws IOException {
    List<Byte> delivered = new CopyOnWriteArrayList<>();
    link.inspect(
        (toServer, bytes) -> {
          if (toServer) {
            delivered.add(bytes[0]);
          }
          return true;
        });
    try (Socket client = connect()) {
      link.mute();
      client.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> answerTo(client, 'a')).isInstanceOf(SocketTimeoutException.class);
      await().untilAsserted(() -> assertThat(delivered).containsExactly((byte) 'a'));

      link.heal();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo('a');
    }
  }

  @Test
  void aThrottleSlowsDown() throws IOException {
    try (Socket client = connect()) {
      link.throttle(100);
      long start = System.nanoTime();
      client.getOutputStream().write(new byte[20]);
      client.getInputStream().readNBytes(20);
      answerTo(client, 'a');
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(199));
    }
  }

  @Test
  void aCutResetsAndRefusesUntilHealed() throws IOException {
    try (Socket client = connect()) {
      answerTo(client, 'a');
      link.cut();
      assertThatThrownBy(() -> answerTo(client, 'a')).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(
            () -> {
              try (Socket refused = connect()) {
                assertThat(answerTo(refused, 'a')).isNotEqualTo('a');
                throw new IOException("ended");
              }
            })
        .isInstanceOf(IOException.class);
    link.heal();
    try (Socket client = connect()) {
      assertThat(answerTo(client, 'b')).isEqualTo('b');
    }
  }

  private Socket connect() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(link.endpoint()).getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static int answerTo(Socket client, char sent) throws IOException {
    client.getOutputStream().write(sent);
    return client.getInputStream().read();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual().start(() -> sendBack(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void sendBack(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException reset) {
      // What a cut looks like from here.
    }
  }
}
