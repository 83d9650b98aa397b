package io.understudy.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.control.CheckRecord.Healing;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckRunsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final AtomicInteger begun = new AtomicInteger();
  private final Semaphore mayEnd = new Semaphore(0);

  /** Ends when it is let; its watermark is its number. */
  private CheckResult held(CheckMode request, DifferenceSink sink) {
    int number = begun.incrementAndGet();
    Bytes key = Bytes.utf8("/k" + number);
    sink.found(new CheckDifference(key, DifferenceKind.MISSED, false, 1, 0, true));
    try {
      if (!mayEnd.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let it end");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
    return result(number);
  }

  private static Explanations unexplained(CheckResult result, Spool differences) {
    return Explanations.NONE;
  }

  private static CheckResult result(long number) {
    Map<DifferenceKind, Long> counts = Map.of(DifferenceKind.MISSED, 1L);
    return new CheckResult(
        number,
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        0,
        counts,
        CheckResult.How.FULL,
        0,
        0,
        0);
  }

  @Test
  void whoComesWhileOneRunsGetsALaterOneAndSharesIt() throws Exception {
    try (CheckRuns runs =
            new CheckRuns(
                this::held,
                CheckRunsTest::unexplained,
                directory,
                result -> {},
                CheckRuns.Beside.NOTHING);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> first = callers.submit(() -> watermark(runs));
      Awaitility.await().atMost(PATIENCE).until(() -> begun.get() == 1);
      List<Future<Long>> later = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        later.add(callers.submit(() -> watermark(runs)));
      }
      Awaitility.await().atMost(PATIENCE).until(() -> runs.waiting(CheckMode.USUAL) == 20);
      mayEnd.release(2);

      assertThat(first.get()).isEqualTo(1);
      for (Future<Long> one : later) {
        assertThat(one.get()).isEqualTo(2);
      }
      assertThat(begun).hasValue(2);
    }
  }

  @Test
  void theDifferencesAreThereUntilTheLastOfThoseWhoAskedIsDone() throws Exception {
    try (CheckRuns runs =
        new CheckRuns(
            this::held,
            CheckRunsTest::unexplained,
            directory,
            result -> {},
            CheckRuns.Beside.NOTHING)) {
      mayEnd.release();
      CheckRuns.Answer answer = runs.ask(CheckMode.USUAL, PATIENCE);
      List<String> keys = new ArrayList<>();
      answer
          .differences()
          .read(DifferenceKind.MISSED, difference -> keys.add(difference.key().utf8()));

      assertThat(keys).containsExactly("/k1");
      answer.close();
      Awaitility.await().atMost(PATIENCE).until(() -> isEmpty(directory));
    }
  }

  @Test
  void whyItCannotTellComesToAllWhoWaitAndTheNextOneIsTriedAnew() {
    CheckRuns.Comparison failing =
        (request, sink) -> {
          if (begun.incrementAndGet() == 1) {
            throw new CannotTellException("a copy goes on", true);
          }
          return result(7);
        };
    try (CheckRuns runs =
        new CheckRuns(
            failing,
            CheckRunsTest::unexplained,
            directory,
            result -> {},
            CheckRuns.Beside.NOTHING)) {
      assertThatThrownBy(() -> runs.ask(CheckMode.USUAL, PATIENCE))
          .isInstanceOf(CannotTellException.class)
          .hasMessage("a copy goes on");
      assertThat(watermark(runs)).isEqualTo(7);
      Awaitility.await().atMost(PATIENCE).until(() -> isEmpty(directory));
    }
  }

  @Test
  void whoHasNoPatienceIsToldSoAndTheRunGoesOn() {
    List<Long> heard = new ArrayList<>();
    try (CheckRuns runs =
        new CheckRuns(
            this::held,
            CheckRunsTest::unexplained,
            directory,
            result -> heard.add(result.watermark()),
            CheckRuns.Beside.NOTHING)) {
      assertThatThrownBy(() -> runs.ask(CheckMode.USUAL, Duration.ofMillis(50)))
          .isInstanceOf(CheckRuns.TooLongException.class);
      mayEnd.release();
      Awaitility.await().atMost(PATIENCE).until(() -> heard.equals(List.of(1L)));
      Awaitility.await().atMost(PATIENCE).until(() -> isEmpty(directory));
    }
  }

  @Test
  void whatTheMirrorSaysIsAskedBesideAndHoldsNobodyUp() {
    CompletableFuture<Optional<Healing>> late = new CompletableFuture<>();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CheckRuns.Comparison comparing =
        (request, sink) -> {
          order.add("compared");
          return result(1);
        };
    CheckRuns.Beside asking =
        () -> {
          order.add("asked");
          return late;
        };
    try (CheckRuns runs =
            new CheckRuns(comparing, CheckRunsTest::unexplained, directory, result -> {}, asking);
        CheckRuns.Answer answer = runs.ask(CheckMode.USUAL, PATIENCE)) {
      assertThat(order).containsExactly("asked", "compared");
      assertThat(answer.healing(Duration.ofMillis(1))).isEmpty();

      late.complete(Optional.of(new Healing(7, 2)));
      assertThat(answer.healing(PATIENCE)).contains(new Healing(7, 2));
    }
  }

  @Test
  void aMirrorThatCannotBeAskedSpoilsNoComparison() {
    CheckRuns.Beside failing =
        () -> CompletableFuture.failedFuture(new IllegalStateException("silent"));
    try (CheckRuns runs =
            new CheckRuns(
                (request, sink) -> result(1),
                CheckRunsTest::unexplained,
                directory,
                result -> {},
                failing);
        CheckRuns.Answer answer = runs.ask(CheckMode.USUAL, PATIENCE)) {
      assertThat(answer.healing(PATIENCE)).isEmpty();
    }
  }

  private static long watermark(CheckRuns runs) {
    try (CheckRuns.Answer answer = runs.ask(CheckMode.USUAL, PATIENCE)) {
      return answer.result().watermark();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }
}
