package io.understudy.failover.mirror;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One question to monitor-service, asked until it can tell. */
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
    }
  }

  /** Asks once. */
  RestClient.Reply<T> once() throws NotReachedException {
    return monitor.read(path, most, reader);
  }

  private Optional<RestClient.Reply<T>> look(Instant now, Duration left) {
    if (now.isBefore(notBefore)) {
      return Optional.empty();
    }
    Duration timeout = left.compareTo(most) < 0 ? left : most;
    try {
      RestClient.Reply<T> reply =
          monitor.read(
              path, timeout.compareTo(LEAST_TIMEOUT) < 0 ? LEAST_TIMEOUT : timeout, reader);
      if (reply.status() != UNAVAILABLE) {
        last = "";
        return Optional.of(reply);
      }
      last = reply.detail();
      notBefore = now.plus(reply.retryAfter().orElse(UNREACHED_PAUSE));
    } catch (NotReachedException silent) {
      last = String.valueOf(silent.getMessage());
      if (!silent.isConfigured()) {
        throw new StepFailedException(last, silent);
      }
      notBefore = now.plus(UNREACHED_PAUSE);
    }
    return Optional.empty();
  }
}
