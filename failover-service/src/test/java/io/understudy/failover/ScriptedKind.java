package io.understudy.failover;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Steps that do what a test says, and say what they did. */
@Singleton
public class ScriptedKind implements StepKind {

  /** Why the step of that name fails, as long as it is there. */
  public static final Map<String, String> FAILS = new ConcurrentHashMap<>();

  /** What the step of that name has against being planned. */
  public static final Map<String, String> PROBLEMS = new ConcurrentHashMap<>();

  /** What was done, in order, for example {@code +shadow} and {@code -shadow}. */
  public static final List<String> DONE = new CopyOnWriteArrayList<>();

  private static final StepType TYPE =
      new StepType(
          "scripted",
          "Does what a test says.",
          StepType.InDrill.REAL,
          StepType.Nature.UNDONE_ON_CANCEL,
          List.of(Parameter.text("call", "what it is called")));

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Scripted(spec.with().text("call"));
  }

  private record Scripted(String call) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String problem = PROBLEMS.get(call);
      return problem == null
          ? Forecast.will("does " + call, "seen")
          : Forecast.problem("does " + call, problem);
    }

    @Override
    public Evidence run(StepContext context) {
      context.note("began", context.now().toString());
      String why = FAILS.get(call);
      if (why != null) {
        throw new StepFailedException(why);
      }
      DONE.add("+" + call);
      return new Evidence("did " + call, List.of("read back"), Map.of("loss-seconds", "0.5"));
    }

    @Override
    public Evidence undo(StepContext context) {
      DONE.add("-" + call);
      return Evidence.of("took back " + call);
    }
  }
}
