package io.understudy.failover.kube;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.freeze.FreezeAnswer;
import io.understudy.failover.kube.FrozenSite.Look;
import io.understudy.failover.kube.FrozenSite.Seen;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes what a freeze of the link left on a site. API servers take such a change in by
 * themselves, each in its own time, so each has to take a write again.
 *
 * @param mayBeDead whether what does not answer does not hold it up
 * @param attempts looks after which what does not answer counts as dead
 */
record LiftFreeze(FrozenSite site, boolean mayBeDead, int attempts) implements Step {

  private static final Duration EVERY = Duration.ofMillis(250);

  /** Noted before a freeze is deleted: the run that made it. */
  private static final String FOUND = "frozen-by";

  @Override
  public Forecast plan(PlanContext context) {
    String will =
        "deletes the freeze " + site.policy() + " of " + site.name() + ", if it is there still";
    List<String> facts = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    try {
      Look look = site.look();
      for (Seen seen : look.answering()) {
        facts.add(
            "API server "
                + seen.server().address()
                + seen.run().map(run -> " has the freeze of run " + run).orElse(" has no freeze"));
      }
      look.frozen().stream().findFirst().map(site::problems).ifPresent(problems::addAll);
      for (String silent : look.silent()) {
        if (mayBeDead) {
          warnings.add(
              site.name() + " may still be frozen, if it was: " + silent + "; that counts as dead");
        } else {
          problems.add(
              site.name() + ", " + silent + "; start it, or set may-be-dead if it is no more");
        }
      }
    } catch (StepFailedException refused) {
      problems.add(String.valueOf(refused.getMessage()));
    }
    return new Forecast(will, facts, problems, warnings);
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    Progress progress = new Progress(context);
    try {
      return context.await(
          site.name() + "'s API servers to be without the freeze", EVERY, progress::next);
    } catch (StepFailedException failed) {
      throw progress.behind.isEmpty()
          ? failed
          : new StepFailedException(
              failed.getMessage() + "; at last: " + String.join("; ", progress.behind), failed);
    }
  }

  /** One attempt of the step. */
  private final class Progress {

    private final StepContext context;
    private final List<String> behind = new ArrayList<>();
    private int looks;

    Progress(StepContext context) {
      this.context = context;
    }

    Optional<Evidence> next() {
      behind.clear();
      looks++;
      Look look = site.look();
      if (!look.frozen().isEmpty()) {
        Seen frozen = look.frozen().getFirst();
        String run = frozen.run().orElse("");
        if (!context.noted(FOUND).equals(Optional.of(run))) {
          context.note(FOUND, run);
        }
        site.remove(look.answering());
        behind.add("API server " + frozen.server().address() + " has the freeze still");
        return Optional.empty();
      }
      List<String> lines = new ArrayList<>();
      for (Seen seen : look.answering()) {
        lines.add(proof(seen));
      }
      boolean isGivenUp = mayBeDead && looks >= attempts;
      if (!isGivenUp) {
        behind.addAll(look.silent());
      }
      return behind.isEmpty() ? Optional.of(evidence(look, lines)) : Optional.empty();
    }

    /** Where nothing was deleted, nothing can be in force any more. */
    private String proof(Seen seen) {
      String address = "API server " + seen.server().address();
      if (context.noted(FOUND).isEmpty()) {
        return address + " has no freeze";
      }
      Freezer.Tried tried = site.attempt(seen);
      if (tried.answer() != FreezeAnswer.PASSED) {
        behind.add(address + ": " + tried.said());
      }
      return address + " has no freeze any more; a dry run: " + tried.said();
    }

    private Evidence evidence(Look look, List<String> lines) {
      for (String silent : look.silent()) {
        lines.add("WARNING: counts as dead, and may be frozen should it come back: " + silent);
      }
      Optional<String> found = context.noted(FOUND);
      String counted = look.answering().size() + " of its API servers say so";
      return new Evidence(
          found
                  .map(run -> "the freeze of run " + run + " is lifted on " + site.name())
                  .orElse("there is no freeze on " + site.name())
              + ": "
              + counted,
          lines,
          Map.of());
    }
  }
}
