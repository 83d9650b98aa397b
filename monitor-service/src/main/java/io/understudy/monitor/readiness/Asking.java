package io.understudy.monitor.readiness;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;
import io.understudy.core.readiness.Fact;
import io.understudy.service.threads.Threads;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Questions asked side by side, each on a thread of its own, all with one deadline. What fails or
 * comes too late is unknown, with the reason.
 */
final class Asking implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Asking.class);

  private final ExecutorService threads = Threads.executor("asking");
  private final Duration timeout;
  private final long deadlineNanos;

  Asking(Duration timeout) {
    this.timeout = timeout;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  /** An answer under way. */
  final class Asked<T> {
    private final Future<Fact<T>> future;

    private Asked(Future<Fact<T>> future) {
      this.future = future;
    }

    Fact<T> answer() {
      try {
        return future.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        future.cancel(true);
        return late();
      } catch (CancellationException lateForAnother) {
        return late();
      } catch (ExecutionException defect) {
        Throwable cause = defect.getCause();
        return Fact.unknown(why(cause == null ? defect : cause));
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
        return Fact.unknown("interrupted");
      }
    }
  }

  private <T> Fact<T> late() {
    return Fact.unknown("no answer within " + timeout.toMillis() + " ms");
  }

  <T> Asked<T> ask(Supplier<T> question) {
    return askFact(() -> Fact.known(question.get()));
  }

  <T> Asked<T> askFact(Supplier<Fact<T>> question) {
    return new Asked<>(threads.submit(question::get));
  }

  private static String why(Throwable failure) {
    return switch (failure) {
      case EtcdException etcd -> String.valueOf(etcd.getMessage());
      case CorruptRecordException record -> String.valueOf(record.getMessage());
      case IllegalArgumentException said -> String.valueOf(said.getMessage());
      case NoAnswerException said -> String.valueOf(said.getMessage());
      case KubernetesClientException said -> String.valueOf(said.getMessage());
      default -> {
        LOG.errorf(failure, "A defect in the gathering of facts");
        yield "a defect: " + failure.getClass().getSimpleName();
      }
    };
  }

  /** Waits for nothing: what has not answered by now is not waited for. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
