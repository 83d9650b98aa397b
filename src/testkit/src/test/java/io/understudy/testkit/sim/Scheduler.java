package io.understudy.testkit.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs actors one at a time, in an order drawn from the seed, on a clock that moves only when it
 * says so. Real code runs in them unchanged: it gives up its turn wherever it calls a port, waits
 * or sleeps.
 */
final class Scheduler {

  /** Thrown inside an actor that was killed: the process is gone, no handler may run on. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** One thread of the simulated world. */
  static final class Actor {
    final String name;
    private final Semaphore turn = new Semaphore(0);
    private Instant wakeAt = Instant.MIN;
    private boolean killed;
    private boolean done;

    private Actor(String name) {
      this.name = name;
    }
  }

  private final Random random;
  private final Consumer<Duration> onTime;
  private final Semaphore schedulerTurn = new Semaphore(0);
  private final List<Actor> actors = new ArrayList<>();
  private final ThreadLocal<Actor> current = new ThreadLocal<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Throwable failure;
  private long steps;

  /**
   * @param onTime told whenever time has passed
   */
  Scheduler(Random random, Consumer<Duration> onTime) {
    this.random = random;
    this.onTime = onTime;
  }

  Instant now() {
    return now;
  }

  long steps() {
    return steps;
  }

  Actor spawn(String name, Runnable body) {
    Actor actor = new Actor(name);
    actors.add(actor);
    Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              current.set(actor);
              actor.turn.acquireUninterruptibly();
              try {
                if (!actor.killed) {
                  body.run();
                }
              } catch (Killed killed) {
                // As intended.
              } catch (Throwable t) {
                failure = failure == null ? t : failure;
              } finally {
                actor.done = true;
                schedulerTurn.release();
              }
            });
    return actor;
  }

  /** From now on every call of this actor into the world ends it. */
  void kill(Actor actor) {
    actor.killed = true;
    actor.wakeAt = Instant.MIN;
  }

  boolean isKilled() {
    Actor actor = current.get();
    return actor != null && actor.killed;
  }

  /** It does not run for so long, wherever it is: a stopped process, a long collection. */
  void freeze(Actor actor, Duration duration) {
    actor.wakeAt = now.plus(duration);
  }

  /** Gives up the turn; others may run before this returns. */
  void yield() {
    sleep(Duration.ZERO);
  }

  void sleep(Duration duration) {
    Actor actor = current.get();
    if (actor == null) {
      throw new IllegalStateException("only actors may wait");
    }
    if (actor.killed) {
      throw new Killed();
    }
    actor.wakeAt = now.plus(duration);
    schedulerTurn.release();
    actor.turn.acquireUninterruptibly();
    if (actor.killed) {
      throw new Killed();
    }
  }

  /**
   * @return whether the condition came true within the steps
   */
  boolean runUntil(BooleanSupplier condition, long maxSteps) {
    for (long i = 0; i < maxSteps; i++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      step();
    }
    return condition.getAsBoolean();
  }

  /** Ends every actor. */
  void shutDown() {
    actors.forEach(this::kill);
    while (!actors.isEmpty()) {
      Actor actor = actors.remove(actors.size() - 1);
      while (!actor.done) {
        giveTurn(actor);
      }
    }
  }

  private void step() {
    steps++;
    actors.removeIf(actor -> actor.done);
    List<Actor> runnable = new ArrayList<>();
    Instant next = Instant.MAX;
    for (Actor actor : actors) {
      if (!actor.wakeAt.isAfter(now)) {
        runnable.add(actor);
      } else if (actor.wakeAt.isBefore(next)) {
        next = actor.wakeAt;
      }
    }
    if (runnable.isEmpty()) {
      pass(Duration.between(now, next));
      return;
    }
    giveTurn(runnable.get(random.nextInt(runnable.size())));
    pass(Duration.ofMillis(random.nextInt(3)));
    if (failure != null) {
      throw new AssertionError("an actor failed: " + failure, failure);
    }
  }

  private void giveTurn(Actor actor) {
    actor.turn.release();
    schedulerTurn.acquireUninterruptibly();
  }

  private void pass(Duration duration) {
    if (!duration.isZero()) {
      now = now.plus(duration);
      onTime.accept(duration);
    }
  }
}
