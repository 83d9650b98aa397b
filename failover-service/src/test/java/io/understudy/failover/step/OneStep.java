package io.understudy.failover.step;

import io.understudy.core.failover.Runbook;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A run of one step, by the machine's clock; what it notes is kept, as if by a journal. */
public final class OneStep implements StepContext {

  private final Verb verb;
  private final Duration timeout;
  private final Map<String, String> notes = new TreeMap<>();
  private final Map<String, String> outputs;
  private long startedNanos = System.nanoTime();
  private final List<String> noted = new ArrayList<>();
  private volatile boolean isCancelled;
  private boolean isResumed;

  /**
   * @param outputs of the steps before it
   */
  public OneStep(Verb verb, Duration timeout, Map<String, String> outputs) {
    this.verb = verb;
    this.timeout = timeout;
    this.outputs = new TreeMap<>(outputs);
  }

  public static OneStep of(Verb verb) {
    return new OneStep(verb, Duration.ofSeconds(60), Map.of());
  }

  /**
   * A step as a runbook would have it.
   *
   * @param with the YAML of its parameters, in flow style, for example {@code {seconds: 3}}
   */
  public static StepSpec spec(StepKind kind, String with) {
    String text =
        "version: 1\nsteps:\n- name: one\n  type: "
            + kind.type().name()
            + "\n  in: [switchover, drill]\n  with: "
            + with
            + "\n";
    return Runbook.parse(text, "test.yaml", List.of(kind.type()), Map.of()).steps().getFirst();
  }

  /** For a further attempt: the time starts anew, the notes stay. */
  public OneStep again() {
    startedNanos = System.nanoTime();
    return this;
  }

  /** For a further attempt, as if the process had ended amid the last one. */
  public OneStep resumed() {
    isResumed = true;
    return again();
  }

  /** For a further attempt, as a person wants it. */
  public OneStep asked() {
    isResumed = false;
    return again();
  }

  public Map<String, String> notes() {
    return notes;
  }

  /** How often it put something into the journal under that name. */
  public long timesNoted(String name) {
    return noted.stream().filter(name::equals).count();
  }

  /** An operator says so. */
  public void cancel() {
    isCancelled = true;
  }

  @Override
  public Verb verb() {
    return verb;
  }

  @Override
  public String run() {
    return "1";
  }

  @Override
  public String step() {
    return "one";
  }

  @Override
  public boolean isResumed() {
    return isResumed;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Duration left() {
    return timeout.minusNanos(System.nanoTime() - startedNanos);
  }

  @Override
  public Optional<String> noted(String name) {
    return Optional.ofNullable(notes.get(name));
  }

  @Override
  public void note(String name, String value) {
    notes.put(name, value);
    noted.add(name);
  }

  @Override
  public Optional<String> output(String name) {
    return Optional.ofNullable(outputs.get(name));
  }

  @Override
  public void heed() throws InterruptedException {
    if (isCancelled) {
      throw new StepFailedException("the run was cancelled by somebody");
    }
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
      if (left().isNegative()) {
        throw new StepFailedException("time is up; waited for " + what);
      }
      heed();
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
    }
  }
}
