package io.understudy.failover.run;

import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunState;
import io.understudy.core.failover.StepRun;
import io.understudy.core.failover.TurnLostException;
import io.understudy.core.failover.Verb;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** One attempt of a step, or one to take it back. */
final class RunContext implements StepContext {

  /** How often a step that waits looks whether the run was cancelled. */
  private static final Duration LISTEN_EVERY = Duration.ofSeconds(1);

  private final Execution execution;
  private final String step;
  private final boolean isResumed;
  private final Timing timing;
  private final long beganNanos;
  private long listenedNanos;

  /**
   * @param isResumed the process that ran it before ended amid it
   */
  RunContext(Execution execution, String step, boolean isResumed, Timing timing) {
    this.execution = execution;
    this.step = step;
    this.isResumed = isResumed;
    this.timing = timing;
    this.beganNanos = timing.nanos();
    this.listenedNanos = beganNanos;
  }

  @Override
  public Verb verb() {
    return state().verb();
  }

  @Override
  public String run() {
    return execution.kept().id();
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public boolean isResumed() {
    return isResumed;
  }

  @Override
  public Instant now() {
    return timing.now();
  }

  @Override
  public Duration left() {
    Duration timeout = me().planned().spec().timeout();
    Duration left = timeout.minusNanos(timing.nanos() - beganNanos);
    if (isUndo()) {
      return left;
    }
    return Decider.heldUntil(state())
        .map(until -> Duration.between(now(), until))
        .filter(held -> held.compareTo(left) < 0)
        .orElse(left);
  }

  @Override
  public Optional<String> noted(String name) {
    return Optional.ofNullable(me().notes().get(name));
  }

  @Override
  public void note(String name, String value) {
    try {
      execution.record(new Event.Noted(step, name, value));
    } catch (EtcdException | JournalException | TurnLostException failure) {
      throw new JournalTroubleException(failure);
    }
  }

  @Override
  public Optional<String> output(String name) {
    return state().output(name);
  }

  @Override
  public void heed() throws InterruptedException {
    listen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public <T> T await(String what, Duration every, Supplier<Optional<T>> look)
      throws InterruptedException {
    while (true) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      listen();
      Duration left = left();
      if (left.isNegative() || left.isZero()) {
        throw new StepFailedException("time is up; it waited for " + what);
      }
      timing.pause(every.compareTo(left) < 0 ? every : left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void listen() {
    if (timing.nanos() - listenedNanos < LISTEN_EVERY.toNanos()) {
      return;
    }
    listenedNanos = timing.nanos();
    try {
      execution.refresh();
    } catch (JournalException failure) {
      throw new JournalTroubleException(failure);
    }
    if (!state().cancelled().isEmpty() && !isUndo()) {
      throw new StepFailedException("the run was cancelled by " + state().cancelled());
    }
  }

  private boolean isUndo() {
    return me().phase() == StepRun.Phase.UNDOING;
  }

  private StepRun me() {
    return state().step(step);
  }

  private RunState state() {
    return execution.kept().state();
  }
}
