package io.understudy.failover.step;

import io.understudy.core.failover.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A run whose time is up after so many looks at something: what never comes is found out soon, on a
 * slow machine as well.
 */
public final class FewLooks implements StepContext {

  private final OneStep run;
  private final Map<String, String> outputs = new TreeMap<>();
  private int looksLeft;

  public FewLooks(Verb verb, int looks) {
    this.run = new OneStep(verb, Duration.ofMinutes(10), Map.of());
    this.looksLeft = looks;
  }

  /** After steps that gave these outputs. */
  public FewLooks with(Map<String, String> earlier) {
    outputs.putAll(earlier);
    return this;
  }

  public Map<String, String> notes() {
    return run.notes();
  }

  @Override
  public Verb verb() {
    return run.verb();
  }

  @Override
  public String run() {
    return run.run();
  }

  @Override
  public String step() {
    return run.step();
  }

  @Override
  public Instant now() {
    return run.now();
  }

  @Override
  public Duration left() {
    return run.left();
  }

  @Override
  public Optional<String> noted(String name) {
    return run.noted(name);
  }

  @Override
  public void note(String name, String value) {
    run.note(name, value);
  }

  @Override
  public Optional<String> output(String name) {
    return Optional.ofNullable(outputs.get(name));
  }

  @Override
  public void heed() throws InterruptedException {
    run.heed();
  }

  @Override
  public <T> T await(String what, Duration every, Supplier<Optional<T>> look)
      throws InterruptedException {
    return run.await(what, every, () -> lookOnceLess(what, look));
  }

  private <T> Optional<T> lookOnceLess(String what, Supplier<Optional<T>> look) {
    if (looksLeft == 0) {
      throw new StepFailedException("time is up; waited for " + what);
    }
    looksLeft--;
    return look.get();
  }
}
