package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.understudy.testkit.FaultLink.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The link with a server that sends back what it gets. */
class FaultLinkTest {

  private static final int SHORT_MILLIS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Connections whose end the server has seen. */
  private final AtomicInteger ended = new AtomicInteger();

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
  void stalledAnswersDoNotComeThoughTheirRequestsDoUntilHealed() throws IOException {
    List<Byte> delivered = delivered();
    try (Socket client = connect()) {
      link.stall(Way.TO_CLIENT);
      client.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> answerTo(client, 'a')).isInstanceOf(SocketTimeoutException.class);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(delivered).containsExactly((byte) 'a'));

      link.heal();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo('a');
    }
  }

  @Test
  void stalledRequestsDoNotArriveThoughAnswersDoUntilHealed() throws IOException {
    List<Byte> delivered = delivered();
    try (Socket client = connect()) {
      client.getOutputStream().write('a');
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(delivered).containsExactly((byte) 'a'));
      link.stall(Way.TO_SERVER);
      assertThat(client.getInputStream().read()).isEqualTo('a');
      client.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> answerTo(client, 'b')).isInstanceOf(SocketTimeoutException.class);
      assertThat(delivered).hasSize(1);

      link.heal();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo('b');
    }
  }

  private List<Byte> delivered() {
    List<Byte> delivered = new CopyOnWriteArrayList<>();
    link.inspect(
        (toServer, bytes) -> {
          if (toServer) {
            delivered.add(bytes[0]);
          }
          return true;
        });
    return delivered;
  }

  /** The server hears that the client is gone, while the client waits for it. */
  @Test
  void cutRequestsLeaveAClientThatTalksToNobodyUntilHealed() throws IOException {
    try (Socket client = connect()) {
      assertThat(answerTo(client, 'a')).isEqualTo('a');
      link.cut(Way.TO_SERVER);
      await().atMost(PATIENCE).until(ended::get, count -> count == 1);
      assertTalksToNobodyUntilHealed(client);
    }
  }

  /** The client hears that the server is gone, while the server waits for it. */
  @Test
  void cutAnswersLeaveAServerThatTalksToNobodyUntilHealed() throws IOException {
    try (Socket client = connect()) {
      assertThat(answerTo(client, 'a')).isEqualTo('a');
      link.cut(Way.TO_CLIENT);
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    }
    assertThat(ended).hasValue(0);
    assertThat(link.connections()).isEqualTo(1);

    link.heal();
    await().atMost(PATIENCE).until(ended::get, count -> count == 1);
    try (Socket client = connect()) {
      assertThat(answerTo(client, 'b')).isEqualTo('b');
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoConnectsWhileOneWayIsCutTalksToNobodyUntilHealed(Way way) throws IOException {
    link.cut(way);
    try (Socket client = connect()) {
      await().atMost(PATIENCE).until(() -> link.connections() == 1);
      assertTalksToNobodyUntilHealed(client);
    }
  }

  private void assertTalksToNobodyUntilHealed(Socket client) throws IOException {
    client.setSoTimeout(SHORT_MILLIS);
    assertThatThrownBy(() -> answerTo(client, 'b')).isInstanceOf(SocketTimeoutException.class);

    link.heal();
    client.setSoTimeout(0);
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    try (Socket another = connect()) {
      assertThat(answerTo(another, 'c')).isEqualTo('c');
    }
  }

  @Test
  void oneWayAloneIsSlow() throws IOException {
    List<Byte> delivered = delivered();
    try (Socket client = connect()) {
      link.delay(Way.TO_SERVER, Duration.ofHours(1));
      client.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> answerTo(client, 'a')).isInstanceOf(SocketTimeoutException.class);
      assertThat(delivered).isEmpty();

      link.delay(Way.TO_CLIENT, Duration.ofHours(1));
      link.delay(Way.TO_SERVER, Duration.ZERO);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(delivered).hasSize(1));
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      link.heal();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo('a');
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneWayAloneIsNarrow(Way way) {
    LinkFaults faults = new LinkFaults();
    faults.throttle(way, 100);
    Way other = way == Way.TO_SERVER ? Way.TO_CLIENT : Way.TO_SERVER;
    long start = System.nanoTime();

    assertTimeoutPreemptively(PATIENCE, () -> faults.pace(other, Integer.MAX_VALUE));
    assertTimeoutPreemptively(PATIENCE, () -> faults.pace(way, 20));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(199));
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

  private void sendBack(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException reset) {
      // What a cut looks like from here.
    } finally {
      ended.incrementAndGet();
    }
  }
}
