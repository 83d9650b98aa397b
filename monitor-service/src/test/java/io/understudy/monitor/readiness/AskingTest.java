package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.EtcdException;
import io.understudy.core.readiness.Fact;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AskingTest {

  @Test
  void answersAreFactsAndFailuresAreReasons() {
    try (Asking asking = new Asking(Duration.ofSeconds(30))) {
      var known = asking.ask(() -> 1);
      var etcd =
          asking.ask(
              () -> {
                throw new EtcdException(EtcdException.Kind.UNAVAILABLE, "target: no answer");
              });
      var defect =
          asking.ask(
              () -> {
                throw new IllegalStateException("a secret");
              });
      assertThat(known.answer()).isEqualTo(Fact.known(1));
      assertThat(etcd.answer()).isEqualTo(Fact.unknown("target: no answer"));
      assertThat(defect.answer()).isEqualTo(Fact.unknown("a defect: IllegalStateException"));
    }
  }

  @Test
  void questionsAreAskedSideBySide() {
    try (Asking asking = new Asking(Duration.ofSeconds(30))) {
      CountDownLatch both = new CountDownLatch(2);
      var one = asking.ask(() -> meet(both));
      var other = asking.ask(() -> meet(both));
      assertThat(one.answer()).isEqualTo(Fact.known("met"));
      assertThat(other.answer()).isEqualTo(Fact.known("met"));
    }
  }

  @Test
  void whatComesTooLateIsUnknownAndIsTold() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Asking asking = new Asking(Duration.ofMillis(20))) {
      var never = asking.ask(() -> waitForEver(begun, interrupted));
      begun.await();
      assertThat(never.answer()).isEqualTo(Fact.unknown("no answer within 20 ms"));
    }
    assertThat(interrupted.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
  }

  /** One question that hangs from another that was given up already is no defect. */
  @Test
  void whatWasGivenUpForOneIsLateForTheOther() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Asking asking = new Asking(Duration.ofMillis(20))) {
      var never = asking.ask(() -> waitForEver(begun, interrupted));
      begun.await();
      never.answer();

      assertThat(never.answer()).isEqualTo(Fact.unknown("no answer within 20 ms"));
    }
  }

  private static String meet(CountDownLatch both) {
    both.countDown();
    try {
      both.await();
      return "met";
    } catch (InterruptedException interruption) {
      return "interrupted";
    }
  }

  private static String waitForEver(CountDownLatch begun, CountDownLatch interrupted) {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException interruption) {
      interrupted.countDown();
      return "interrupted";
    }
  }
}
