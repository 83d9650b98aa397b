package io.understudy.failover.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.watch.WatchResponse;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.RunReport;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.HaProxy;
import io.understudy.testkit.IndependentClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real HAProxy before a real etcd, closed and opened through its runtime API. */
class HaProxyPortTest {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static Vertx vertx;
  private static EtcdProcess etcd;
  private static Ports ports;

  private HaProxy proxy;

  @BeforeAll
  static void startEtcd() {
    vertx = Vertx.vertx();
    etcd = EtcdProcess.start();
    ports = new Ports(vertx, Ports::noCluster);
  }

  @AfterAll
  static void stopEtcd() {
    etcd.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void startProxy() {
    proxy = HaProxy.before(etcd.address());
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  private String vip() {
    return vip(proxy.tcpApi(), "");
  }

  private String vip(String api, String more) {
    return "{name: primary, address: 127.0.0.1, port: "
        + proxy.port()
        + ", via: haproxy, frontend: etcd, runtime-apis: ['"
        + api
        + "']"
        + more
        + "}";
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), (int) BOUND.toMillis());
    return socket;
  }

  private void assertRefused() {
    assertThatThrownBy(() -> connect(proxy.port()).close()).isInstanceOf(ConnectException.class);
  }

  private void assertAccepted() throws IOException {
    connect(proxy.port()).close();
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  /** What a client that was there before the port closed sees of a key. */
  private static final class Watching implements AutoCloseable {

    private final Client client;
    private final CountDownLatch began = new CountDownLatch(1);
    private final AtomicInteger events = new AtomicInteger();

    Watching(int port, String key) {
      client = Client.builder().endpoints("http://127.0.0.1:" + port).build();
      client
          .getWatchClient()
          .watch(
              bytes(key),
              io.etcd.jetcd.options.WatchOption.builder().withCreateNotify(true).build(),
              Watch.listener(this::take, failure -> {}));
    }

    private void take(WatchResponse response) {
      events.addAndGet(response.getEvents().size());
      began.countDown();
    }

    void awaitBegin() throws InterruptedException {
      assertThat(began.await(BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  @Test
  void connectionsAreRefusedAndAWatchThatWasOpenEnds() throws Exception {
    try (Watching through = new Watching(proxy.port(), "seen");
        Watching beside = new Watching(proxy.otherPort(), "seen");
        IndependentClient direct = etcd.client()) {
      through.awaitBegin();
      beside.awaitBegin();
      direct.put("seen", "before");
      Awaitility.await().atMost(BOUND).until(() -> through.events.get() == 1);

      OneStep run = Ports.run();
      Evidence evidence = ports.close(vip()).run(run);

      assertRefused();
      direct.put("seen", "after");
      Awaitility.await().atMost(BOUND).until(() -> beside.events.get() == 2);
      assertThat(through.events).hasValue(1);
      assertThat(run.notes()).containsOnlyKeys("open:primary");
      assertThat(evidence.lines())
          .anySatisfy(line -> assertThat(line).contains("frontend etcd is PAUSED with 0 open"))
          .anySatisfy(
              line -> assertThat(line).contains("3 connections in a row: connection refused"))
          .anySatisfy(
              line -> assertThat(line).endsWith("a connection that was open before has ended"));
    }
  }

  @Test
  void anotherFrontendOfTheSameServersGoesOn() throws Exception {
    try (Socket beside = connect(proxy.otherPort())) {
      beside.setSoTimeout(1000);
      ports.close(vip()).run(Ports.run());

      assertThatThrownBy(() -> beside.getInputStream().read())
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @Test
  void theUnixSocketDoesAsWell() throws Exception {
    ports.close(vip(proxy.unixApi().toString(), "")).run(Ports.run());

    assertRefused();
  }

  @Test
  void aRunThatIsTakenBackOpensItAgain() throws Exception {
    OneStep run = Ports.run();
    ports.close(vip()).run(run);

    Evidence evidence = ports.close(vip()).undo(run.again());

    assertAccepted();
    assertThat(evidence.lines())
        .anySatisfy(line -> assertThat(line).contains("in a row were accepted"));
  }

  @Test
  void whatWasClosedBeforeIsNoProblemAndStaysClosedWhenTheRunIsTakenBack() throws Exception {
    ports.close(vip()).run(Ports.run());
    OneStep second = Ports.run();

    Forecast plan = Ports.plan(ports.close(vip()));
    Evidence evidence = ports.close(vip()).run(second);
    ports.close(vip()).undo(second.again());

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.facts()).singleElement().asString().contains("is closed already");
    assertThat(evidence.lines()).anySatisfy(line -> assertThat(line).contains("was closed before"));
    assertThat(second.notes()).isEmpty();
    assertRefused();
  }

  @Test
  void aCrashAfterTheNoteAndBeforeTheEffectIsMadeGood() throws Exception {
    OneStep run = Ports.run();
    run.note("open:primary", "open");

    ports.close(vip()).run(run);

    assertRefused();
  }

  @Test
  void aCrashAfterTheEffectIsProvedAnewAndCanStillBeTakenBack() throws Exception {
    OneStep run = Ports.run();
    ports.close(vip()).run(run);

    Evidence again = ports.close(vip()).run(run.again());
    ports.close(vip()).undo(run.again());

    assertThat(again.lines())
        .anySatisfy(line -> assertThat(line).contains("closed by this run before"));
    assertAccepted();
  }

  /** One of two was told, then the process died, or the other could not be reached. */
  @Test
  void whatIsClosedInPartIsClosedAndOpenedAsAWhole() throws Exception {
    try (HaProxy second = HaProxy.before(etcd.address())) {
      String both = vip().replace("']", "', '" + second.tcpApi() + "']");
      OneStep run = Ports.run();
      run.note("open:primary", "open");
      proxy.tell("disable frontend etcd");

      ports.close(both).undo(run);
      assertAccepted();

      second.tell("disable frontend etcd");
      assertThat(Ports.plan(ports.open(both)).facts()).noneMatch(fact -> fact.contains("already"));
      ports.open(both).run(Ports.run());
      connect(second.port()).close();

      second.tell("disable frontend etcd");
      Evidence closed = ports.close(both).run(Ports.run());
      assertRefused();
      assertThat(closed.outputs()).containsKey(RunReport.FENCED);
    }
  }

  /** It takes none any more, and the process died before it had ended those it had. */
  @Test
  void aPausedFrontendWithSessionsIsNeitherOpenNorClosed() throws Exception {
    try (Socket session = connect(proxy.port())) {
      OneStep run = Ports.run();
      run.note("open:primary", "open");
      proxy.tell("disable frontend etcd");
      assertThat(Ports.plan(ports.open(vip())).facts()).noneMatch(fact -> fact.contains("already"));

      ports.close(vip()).undo(run);
      assertAccepted();

      proxy.tell("disable frontend etcd");
      ports.close(vip()).run(run.again());
      assertRefused();
      session.setSoTimeout((int) BOUND.toMillis());
      assertThat(session.getInputStream().read()).as("it has ended").isEqualTo(-1);
    }
  }

  @Test
  void openPortOpensWhatAnotherRunClosed() throws Exception {
    ports.close(vip()).run(Ports.run());

    assertThat(Ports.plan(ports.open(vip())).problems()).isEmpty();
    ports.open(vip()).run(Ports.run());

    assertAccepted();
    assertThat(Ports.plan(ports.open(vip())).facts())
        .singleElement()
        .asString()
        .contains("is open already");
  }

  @Test
  void aDeadVipCountsAsClosedWhereItMayBeDead() throws Exception {
    String dead =
        "{name: lost, address: 127.0.0.1, port: "
            + Ports.portNobodyListensOn()
            + ", via: haproxy, frontend: etcd, may-be-dead: true, runtime-apis: ['127.0.0.1:"
            + Ports.portNobodyListensOn()
            + "']}";

    Forecast plan = Ports.plan(ports.close(dead, vip()));
    Evidence evidence = ports.close(dead, vip()).run(Ports.run());

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("lost").contains("does not answer"));
    assertThat(evidence.lines())
        .anySatisfy(line -> assertThat(line).contains("lost").contains("counts as closed"));
    assertThat(evidence.outputs())
        .as("what counts as closed is no fence")
        .doesNotContainKey(RunReport.FENCED);
    assertRefused();
  }

  @Test
  void aDeadVipThatMayNotBeIsFoundInThePlan() {
    String dead =
        "{name: lost, address: 127.0.0.1, via: haproxy, frontend: etcd, runtime-apis: ['127.0.0.1:"
            + Ports.portNobodyListensOn()
            + "']}";

    assertThat(Ports.plan(ports.close(dead)).problems())
        .singleElement()
        .asString()
        .contains("runtime API at")
        .contains("does not answer");
  }

  @Test
  void anAddressThatDoesNotAnswerAlthoughHaProxyListensIsFoundInThePlan() {
    String wrong = vip().replace("port: " + proxy.port(), "port: " + Ports.portNobodyListensOn());

    assertThat(Ports.plan(ports.close(wrong)).problems())
        .singleElement()
        .asString()
        .contains("correct the address");
  }

  @Test
  void anUnknownFrontendIsFoundInThePlanWithTheKnownOnes() {
    assertThat(Ports.plan(ports.close(vip().replace("frontend: etcd", "frontend: api"))).problems())
        .singleElement()
        .asString()
        .contains("has no frontend 'api'; it has: etcd, other");
  }

  @Test
  void aRuntimeApiThatMayOnlyReadIsFoundInThePlan() {
    try (HaProxy reading = HaProxy.start(etcd.address(), "user")) {
      assertThat(Ports.plan(ports.close(vip(reading.tcpApi(), ""))).problems())
          .singleElement()
          .asString()
          .contains("give it 'level admin'");
    }
  }

  @Test
  void fieldsThatItsWayNeedsAreFoundInThePlan() {
    String lacking = "{name: primary, address: 127.0.0.1, via: haproxy, frontend: etcd}";

    assertThat(Ports.plan(ports.close(lacking, lacking)).problems())
        .contains("two VIPs are called 'primary'; give each its own name")
        .anySatisfy(problem -> assertThat(problem).contains("lacks 'runtime-apis'"));
  }

  @Test
  void anHttpServerIsNoRuntimeApi() throws InterruptedException {
    assertThatThrownBy(() -> ports.close(vip(etcd.address(), "")).run(Ports.briefly()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("primary (127.0.0.1:" + proxy.port() + ")");
    assertThatThrownBy(this::assertRefused).isInstanceOf(AssertionError.class);
  }
}
