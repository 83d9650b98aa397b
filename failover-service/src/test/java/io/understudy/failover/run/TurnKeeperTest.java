package io.understudy.failover.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.RunTurn;
import io.understudy.core.failover.RunTurns;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FaultLink;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The turn of a thread that is busy until it is interrupted. */
class TurnKeeperTest {

  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BEYOND = Duration.ofSeconds(300);

  private static EtcdProcess process;

  private final ControlKeys keys = new ControlKeys("link-" + UUID.randomUUID());
  private final CountDownLatch done = new CountDownLatch(1);
  private FaultLink link;
  private GrpcEtcd etcd;
  private RunTurns turns;
  private RunTurn turn;
  private Thread owner;
  private volatile boolean interrupted;

  @BeforeAll
  static void startEtcd() {
    process = EtcdProcess.start();
  }

  @AfterAll
  static void stopEtcd() {
    process.close();
  }

  @BeforeEach
  void take() {
    link = FaultLink.to(process.endpoint());
    etcd =
        GrpcEtcd.connect(
            EtcdEndpoint.of("target", List.of(link.endpoint())).withCallTimeout(BEYOND));
    turns = new RunTurns(etcd, keys, "one", TTL.toSeconds());
    turn = turns.take().orElseThrow();
    owner = Thread.ofPlatform().start(this::work);
  }

  @AfterEach
  void giveUp() throws InterruptedException {
    done.countDown();
    owner.join();
    link.heal();
    turns.giveUp(turn);
    etcd.close();
    link.close();
  }

  private void work() {
    try (TurnKeeper keeper = new TurnKeeper(turns, turn, TTL, System.nanoTime())) {
      assertThat(keeper.turn()).isEqualTo(turn);
      done.await();
    } catch (InterruptedException over) {
      interrupted = true;
    }
  }

  @Test
  void whoseKeyIsReplacedIsInterrupted() {
    etcd.txn(new Txn(List.of(), List.of(Txn.put(keys.runTurn(), Bytes.utf8("another"))))).await();

    await().atMost(PATIENCE).until(() -> interrupted);
  }

  /** The renewal that is under way would take longer than the test. */
  @Test
  void whoCannotRenewIsInterruptedBeforeTheCallHasEnded() {
    link.stall();

    await().atMost(PATIENCE).until(() -> interrupted);
  }
}
