package io.understudy.failover.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.RunReport;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.web.WebServer;
import io.understudy.testkit.FreePorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports that a webhook or a person closes: only connecting tells. */
class HandAndHookPortTest {

  private static Vertx vertx;
  private static Ports ports;

  @TempDir Path directory;
  private Served served;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    ports = new Ports(vertx, Ports::noCluster);
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void serve() throws IOException {
    served = new Served();
  }

  @AfterEach
  void stopServing() {
    served.close();
  }

  /** A port whose listener and whose open connections go and come apart from each other. */
  private static final class Served implements AutoCloseable {

    private final InetSocketAddress address;
    private final AtomicReference<ServerSocket> listener = new AtomicReference<>();
    private final List<Socket> taken = new CopyOnWriteArrayList<>();

    Served() throws IOException {
      ServerSocket first =
          new ServerSocket(FreePorts.find(1).getFirst(), 50, InetAddress.getByName("127.0.0.1"));
      address = new InetSocketAddress("127.0.0.1", first.getLocalPort());
      take(first);
    }

    private void take(ServerSocket server) {
      listener.set(server);
      Thread.ofVirtual().start(() -> takeAll(server));
    }

    private void takeAll(ServerSocket server) {
      try {
        while (true) {
          Socket session = server.accept();
          taken.add(session);
          if (server.isClosed()) {
            session.close();
          }
        }
      } catch (IOException closed) {
        // Nothing more is taken.
      }
    }

    int port() {
      return address.getPort();
    }

    /** Connections that wait to be taken would end with the listener: they are taken first. */
    private void takeWaiting() throws IOException {
      if (listener.get().isClosed()) {
        return;
      }
      // They are taken in their order, so with this one all before it have been.
      try (Socket last = new Socket()) {
        last.connect(address);
        int port = last.getLocalPort();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> taken.stream().anyMatch(socket -> socket.getPort() == port));
      }
    }

    void stopListening() {
      try {
        takeWaiting();
        listener.get().close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    void endSessions() {
      for (Socket socket : taken) {
        try {
          socket.close();
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
    }

    void listenAgain() {
      try {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(address, 50);
        take(again);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public void close() {
      stopListening();
      endSessions();
    }
  }

  private String vip(String way) {
    return "{name: primary, address: 127.0.0.1, port: " + served.port() + ", " + way + "}";
  }

  private String hook(WebServer server) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "shared");
    return vip(
        "via: webhook, first-pause-ms: 10, url: 'http://127.0.0.1:"
            + server.port()
            + "/', secret-file: "
            + secret);
  }

  @Test
  void aWebhookIsToldAndTheEffectProvedByConnecting() throws Exception {
    try (WebServer server =
        WebServer.http(
            n -> {
              if (n == 1) {
                served.stopListening();
                served.endSessions();
              } else {
                served.listenAgain();
              }
              return WebServer.Reply.of(200);
            })) {
      OneStep run = Ports.run();
      Step step = ports.close(hook(server));

      Evidence closed = step.run(run);
      Evidence opened = step.undo(run.again());

      assertThat(closed.lines())
          .anySatisfy(line -> assertThat(line).contains("connection refused"))
          .anySatisfy(line -> assertThat(line).endsWith("has ended"));
      assertThat(opened.lines())
          .anySatisfy(line -> assertThat(line).contains("in a row were accepted"));
      assertThat(server.asked())
          .extracting(asked -> asked.header("Idempotency-Key"))
          .containsExactly("global/1/one/close-port/primary", "global/1/one/open-port/primary");
      assertThat(server.asked().getFirst().body())
          .contains("\"event\":\"close-port\"")
          .contains("\"vip\":\"primary\"")
          .contains("\"port\":\"" + served.port() + "\"");
    }
  }

  @Test
  void aWebhookThatSaysYesAndDoesNothingIsNotBelieved() throws Exception {
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(200))) {
      Step step = ports.close(hook(server));
      assertThatThrownBy(() -> step.run(Ports.briefly()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("to take no connections");
    }
  }

  @Test
  void aSessionThatGoesOnIsNotBelievedEither() throws Exception {
    try (WebServer server =
        WebServer.http(
            n -> {
              served.stopListening();
              return WebServer.Reply.of(200);
            })) {
      Step step = ports.close(hook(server));
      assertThatThrownBy(() -> step.run(Ports.briefly()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("open before to end");
    }
  }

  /** Else what it wrote after a drain would be lost, and nobody would know. */
  @Test
  void norIsItByAFurtherAttemptThatHoldsNoneOfItsOwn() throws Exception {
    try (WebServer server =
        WebServer.http(
            n -> {
              served.stopListening();
              return WebServer.Reply.of(200);
            })) {
      Step step = ports.close(hook(server));
      FewLooks first = Ports.briefly();
      assertThatThrownBy(() -> step.run(first)).hasMessageContaining("open before to end");

      FewLooks second = Ports.briefly();
      first.notes().forEach(second::note);
      assertThatThrownBy(() -> step.run(second))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("were not seen to end");

      served.endSessions();
      served.listenAgain();
      Thread ends =
          Thread.ofVirtual()
              .start(
                  () -> {
                    await().atMost(Duration.ofSeconds(60)).until(() -> server.asked().size() > 1);
                    served.endSessions();
                  });
      OneStep anew = Ports.run();
      first.notes().forEach(anew::note);
      assertThat(step.run(anew).outputs()).containsKey(RunReport.FENCED);
      ends.join();
      assertThat(step.run(anew.again()).outputs())
          .as("what was seen once is on record")
          .containsKey(RunReport.FENCED);
    }
  }

  /** What the failure tells to do: the port is opened by hand, and the step tried again. */
  @Test
  void aReceiverThatDoesNothingTwiceClosesAPortThatWasOpenedInBetween() throws Exception {
    Set<String> known = new HashSet<>();
    AtomicReference<WebServer> receiver = new AtomicReference<>();
    try (WebServer server =
        WebServer.http(
            n -> {
              String key = receiver.get().asked().get(n - 1).header("Idempotency-Key");
              if (known.add(key)) {
                served.stopListening();
              }
              if (known.size() > 1) {
                served.endSessions();
              }
              return WebServer.Reply.of(200);
            })) {
      receiver.set(server);
      Step step = ports.close(hook(server));
      FewLooks first = Ports.briefly();
      assertThatThrownBy(() -> step.run(first)).hasMessageContaining("open before to end");
      served.listenAgain();

      FewLooks second = Ports.briefly();
      first.notes().forEach(second::note);
      assertThat(step.run(second).outputs()).containsKey(RunReport.FENCED);

      assertThat(known)
          .containsExactlyInAnyOrder(
              "global/1/one/close-port/primary", "global/1/one/close-port/primary/2");
    }
  }

  /** Whoever has not answered may have done it: the same again is not another closing. */
  @Test
  void whatWasNotTakenIsToldUnderTheSameKey() throws Exception {
    try (WebServer server =
        WebServer.http(
            n -> {
              if (n == 1) {
                return WebServer.Reply.of(400);
              }
              served.stopListening();
              served.endSessions();
              return WebServer.Reply.of(200);
            })) {
      Step step = ports.close(hook(server));
      OneStep run = Ports.run();
      assertThatThrownBy(() -> step.run(run)).hasMessageContaining("refused event");

      step.run(run.again());

      assertThat(server.asked())
          .extracting(asked -> asked.header("Idempotency-Key"))
          .containsOnly("global/1/one/close-port/primary");
    }
  }

  @Test
  void aSessionMayStayWhereThatIsSaid() throws Exception {
    try (WebServer server =
        WebServer.http(
            n -> {
              served.stopListening();
              return WebServer.Reply.of(200);
            })) {
      Step step = ports.close(hook(server).replace("via:", "sessions: may-stay, via:"));

      Evidence closed = step.run(Ports.run());
      assertThat(closed.lines())
          .anySatisfy(line -> assertThat(line).endsWith("is still open, which is allowed"));
      assertThat(closed.outputs()).as("it is no fence").doesNotContainKey(RunReport.FENCED);
    }
  }

  /** As closing an etcd's port keeps nobody from writing whose API server does not go by it. */
  @Test
  void aPortByWhichUsersDoNotComeIsNoFence() throws Exception {
    try (WebServer server =
        WebServer.http(
            n -> {
              served.stopListening();
              served.endSessions();
              return WebServer.Reply.of(200);
            })) {
      Step step = ports.close(hook(server).replace("via:", "fences: false, via:"));

      assertThat(step.run(Ports.run()).outputs())
          .containsKey(RunReport.CLOSED)
          .doesNotContainKey(RunReport.FENCED);
    }
  }

  @Test
  void aPersonIsWaitedForAndToldWhat() throws Exception {
    Step step = ports.close(vip("via: manual, instructions: unplug the blue cable"));

    assertThat(Ports.plan(step).will()).contains("unplug the blue cable");
    assertThatThrownBy(() -> step.run(Ports.briefly()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("a person has to see to: unplug the blue cable");

    OneStep run = Ports.run();
    Thread person =
        Thread.ofVirtual()
            .start(
                () -> {
                  served.stopListening();
                  served.endSessions();
                });
    assertThat(step.run(run).summary()).startsWith("closed primary");
    person.join();
  }

  @Test
  void aVipThatDoesNotAnswerAtAllMustBeAllowedTo() {
    String unknown = "{name: lost, address: no-such-vip.invalid, via: manual";

    assertThat(Ports.plan(ports.close(unknown + "}")).problems())
        .singleElement()
        .asString()
        .contains("does not answer");
    assertThat(Ports.plan(ports.close(unknown + ", may-be-dead: true}")).problems()).isEmpty();
  }

  @Test
  void aMissingSecretIsFoundInThePlan() {
    Step step =
        ports.close(vip("via: webhook, url: 'https://x.test/', secret-file: /nowhere/secret"));

    assertThat(Ports.plan(step).problems()).singleElement().asString().contains("/nowhere/secret");
  }
}
