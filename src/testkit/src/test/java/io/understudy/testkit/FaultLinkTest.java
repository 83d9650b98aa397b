package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.testkit.FaultLink.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
      await().untilAsserted(() -> assertThat(delivered).containsExactly((byte) 'a'));

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
      await().untilAsserted(() -> assertThat(delivered).containsExactly((byte) 'a'));
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
      await().until(ended::get, count -> count == 1);
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
    await().until(ended::get, count -> count == 1);
    try (Socket client = connect()) {
      assertThat(answerTo(client, 'b')).isEqualTo('b');
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoConnectsWhileOneWayIsCutTalksToNobodyUntilHealed(Way way) throws IOException {
    link.cut(way);
    try (Socket client = connect()) {
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

  @ParameterizedTest
  @EnumSource
  void oneWayAloneIsSlow(Way way) throws IOException {
    Map<Boolean, Long> passed = new ConcurrentHashMap<>();
    link.inspect(
        (toServer, bytes) -> {
          passed.put(toServer, System.nanoTime());
          return true;
        });
    try (Socket client = connect()) {
      link.delay(way, Duration.ofMillis(60));
      long start = System.nanoTime();
      answerTo(client, 'a');
      long end = System.nanoTime();
      long arrived = passed.getOrDefault(true, end);
      Duration slow = Duration.ofNanos(way == Way.TO_SERVER ? arrived - start : end - arrived);
      assertThat(slow).isGreaterThan(Duration.ofMillis(59));
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneWayAloneIsNarrow(Way way) throws IOException {
    Map<Boolean, Long> first = new ConcurrentHashMap<>();
    Map<Boolean, Long> last = new ConcurrentHashMap<>();
    link.inspect(
        (toServer, bytes) -> {
          first.putIfAbsent(toServer, System.nanoTime());
          last.put(toServer, System.nanoTime());
          return true;
        });
    try (Socket client = connect()) {
      link.throttle(way, 100);
      client.getOutputStream().write(new byte[20]);
      client.getInputStream().readNBytes(20);
      answerTo(client, 'a');
      boolean toServer = way == Way.TO_SERVER;
      long narrow = last.getOrDefault(toServer, 0L) - first.getOrDefault(toServer, 0L);
      assertThat(Duration.ofNanos(narrow)).isGreaterThan(Duration.ofMillis(199));
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
