package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NewestTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore mayEnd = new Semaphore(0);

  private void take(int item) {
    begun.add(item);
    mayEnd.acquireUninterruptibly();
  }

  @Test
  void whatIsOvertakenIsNotHandedOverAndNobodyWaits() {
    try (Newest<Integer> newest = new Newest<>(this::take)) {
      newest.accept(1);
      Awaitility.await().atMost(PATIENCE).until(() -> begun.size() == 1);
      for (int i = 2; i <= 100; i++) {
        newest.accept(i);
      }
      mayEnd.release(100);

      Awaitility.await().atMost(PATIENCE).until(() -> begun.contains(100));
      assertThat(begun).containsExactly(1, 100);
    }
  }
}
