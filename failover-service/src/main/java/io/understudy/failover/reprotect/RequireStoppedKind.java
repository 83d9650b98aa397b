package io.understudy.failover.reprotect;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.scope.Rules;
import io.understudy.failover.Ends;
import io.understudy.failover.reprotect.StillnessProof.Silence;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code require-stopped}: proves that nothing works on the old primary any more, so that nothing
 * acts on what is mirrored into it.
 */
@Singleton
public class RequireStoppedKind implements StepKind {

  private static final String PROOFS = "proofs";
  private static final String SECONDS = "seconds";
  private static final String LEASES = "leases";
  private static final String QUIET = "quiet";
  private static final List<String> KNOWN = List.of(LEASES, QUIET);
  private static final List<String> CONTROLLERS =
      List.of("kube-controller-manager", "kube-scheduler");

  private static final StepType TYPE =
      new StepType(
          "require-stopped",
          "Waits until the old primary's etcd proves that its controllers are stopped: their Leases"
              + " are not renewed, and nothing in scope is written.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.texts(PROOFS, "leases, quiet, or both; every one has to hold").optional(),
              Parameter.number(SECONDS, "for how long nothing may be renewed or written", 1, 3_600)
                  .optional(),
              Parameter.texts(LEASES, "names of the controllers' Leases in kube-system")
                  .optional()));

  private static final Duration EVERY = Duration.ofMillis(200);

  private final Ends ends;
  private final Rules rules;

  @Inject
  RequireStoppedKind(Ends ends, FailoverSettings settings) {
    this(ends, settings.link().rules());
  }

  RequireStoppedKind(Ends ends, Rules rules) {
    this.ends = ends;
    this.rules = rules;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    Duration still = Duration.ofSeconds(spec.with().number(SECONDS, 30));
    List<String> proofs = spec.with().has(PROOFS) ? spec.with().texts(PROOFS) : KNOWN;
    List<String> leases = spec.with().has(LEASES) ? spec.with().texts(LEASES) : CONTROLLERS;
    List<StillnessProof> asked = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String proof : proofs) {
      switch (proof) {
        case LEASES -> asked.add(new LeasesProof(ends.source(), leases));
        case QUIET -> asked.add(new QuietProof(ends.source(), rules));
        default ->
            problems.add("proof '" + proof + "' is unknown; write " + String.join(" or ", KNOWN));
      }
    }
    if (asked.isEmpty() && problems.isEmpty()) {
      problems.add("no proof is named; write " + String.join(" or ", KNOWN));
    }
    if (spec.timeout().compareTo(still) <= 0) {
      problems.add("its timeout-seconds are not longer than its proofs take; raise them");
    }
    return new Stillness(asked, still, problems);
  }

  private record Stillness(List<StillnessProof> proofs, Duration still, List<String> wrong)
      implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      List<String> problems = new ArrayList<>(wrong);
      List<String> facts = new ArrayList<>();
      for (StillnessProof proof : proofs) {
        proof.look(facts, problems);
      }
      return new Forecast(
          "waits until the old primary's controllers are proved stopped for "
              + still.toSeconds()
              + " s",
          facts,
          problems,
          List.of());
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      List<Silence> silences = new ArrayList<>();
      try {
        proofs.forEach(proof -> silences.add(proof.begin(context)));
        String awaited =
            silences.stream().map(Silence::awaited).collect(Collectors.joining(", and "))
                + " for "
                + still.toSeconds()
                + " s";
        List<String> lines = context.await(awaited, EVERY, () -> all(silences, context));
        return new Evidence("the old primary's controllers are stopped", lines, Map.of());
      } finally {
        silences.forEach(Silence::close);
      }
    }

    /** All of them by now: one that has ended while another went on proves nothing. */
    private Optional<List<String>> all(List<Silence> silences, StepContext context) {
      List<String> lines =
          silences.stream()
              .map(silence -> silence.proved(context, still))
              .flatMap(Optional::stream)
              .toList();
      return lines.size() == silences.size() ? Optional.of(lines) : Optional.empty();
    }
  }
}
