package io.understudy.failover.mirror;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import io.understudy.service.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One question to monitor-service, asked until it can tell. It is asked on the side, as an answer
 * may take minutes in which an operator says something.
 */
final class Asking<T> {

  private static final int UNAVAILABLE = 503;
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration UNREACHED_PAUSE = Duration.ofSeconds(2);
  private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);

  private final RestClient monitor;
  private final String path;
  private final Duration most;
  private final RestClient.BodyReader<T> reader;
  private Instant notBefore = Instant.MIN;
  private String last = "";
  private @Nullable FutureTask<RestClient.Reply<T>> asked;

  /**
   * @param most that one answer may take
   */
  Asking(RestClient monitor, String path, Duration most, RestClient.BodyReader<T> reader) {
    this.monitor = monitor;
    this.path = path;
    this.most = most;
    this.reader = reader;
  }

  /**
   * Asks again after {@code Retry-After} and where nobody answers, as long as the step has time.
   *
   * @param what is waited for, for the message
   * @throws StepFailedException if time is up, or it answers anything but what was asked for
   */
  RestClient.Reply<T> until(StepContext context, String what) throws InterruptedException {
    try {
      return context.await(what, EVERY, () -> look(context.now(), context.left()));
    } catch (StepFailedException failed) {
      if (last.isEmpty()) {
        throw failed;
      }
      throw new StepFailedException(failed.getMessage() + "; the last answer: " + last, failed);
    } finally {
      giveUp();
    }
  }

  /** Asks once. */
  RestClient.Reply<T> once() throws NotReachedException {
    return monitor.read(path, most, reader);
  }

  private Optional<RestClient.Reply<T>> look(Instant now, Duration left) {
    FutureTask<RestClient.Reply<T>> question = asked;
    if (question == null) {
      if (now.isBefore(notBefore)) {
        return Optional.empty();
      }
      question = ask(left);
    }
    try {
      RestClient.Reply<T> reply = question.get(EVERY.toMillis(), TimeUnit.MILLISECONDS);
      asked = null;
      return told(reply, now);
    } catch (TimeoutException notYet) {
      return Optional.empty();
    } catch (ExecutionException failure) {
      asked = null;
      return failed(failure.getCause(), now);
    } catch (InterruptedException stopping) {
      // Who waits for it heeds that.
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private FutureTask<RestClient.Reply<T>> ask(Duration left) {
    Duration longest = left.compareTo(most) < 0 ? left : most;
    Duration timeout = longest.compareTo(LEAST_TIMEOUT) < 0 ? LEAST_TIMEOUT : longest;
    FutureTask<RestClient.Reply<T>> question =
        new FutureTask<>(() -> monitor.read(path, timeout, reader));
    asked = question;
    Threads.start("asking", question);
    return question;
  }

  private void giveUp() {
    if (asked != null) {
      asked.cancel(true);
      asked = null;
    }
  }

  private Optional<RestClient.Reply<T>> told(RestClient.Reply<T> reply, Instant now) {
    if (reply.status() != UNAVAILABLE) {
      last = "";
      return Optional.of(reply);
    }
    last = reply.detail();
    notBefore = now.plus(reply.retryAfter().orElse(UNREACHED_PAUSE));
    return Optional.empty();
  }

  private Optional<RestClient.Reply<T>> failed(@Nullable Throwable failure, Instant now) {
    if (!(failure instanceof NotReachedException silent)) {
      throw new IllegalStateException("monitor-service could not be asked", failure);
    }
    last = String.valueOf(silent.getMessage());
    if (!silent.isConfigured()) {
      throw new StepFailedException(last, silent);
    }
    notBefore = now.plus(UNREACHED_PAUSE);
    return Optional.empty();
  }
}
