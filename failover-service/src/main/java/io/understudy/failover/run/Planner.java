package io.understudy.failover.run;

import io.understudy.core.failover.Fencing;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Guards;
import io.understudy.core.failover.LossBound;
import io.understudy.core.failover.Plan;
import io.understudy.core.failover.PlannedStep;
import io.understudy.core.failover.PlannedStep.Mode;
import io.understudy.core.failover.Runbook;
import io.understudy.core.failover.SiteStanding;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.truth.RoleVerdict;
import io.understudy.core.mirror.Timing;
import io.understudy.core.role.SiteRecords;
import io.understudy.failover.Ends;
import io.understudy.failover.RunbookInForce;
import io.understudy.failover.mirror.LossBounds;
import io.understudy.failover.mirror.PrimaryContact;
import io.understudy.failover.role.RoleState;
import io.understudy.failover.role.RoleWatch;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Steps;
import io.understudy.service.threads.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Finds out what an operation would do now. Changes nothing. Safe for several threads. */
@Singleton
public class Planner {

  private static final Logger LOG = Logger.getLogger(Planner.class);

  private static final String AS_REMEDY = "-as-remedy";

  private final FailoverSettings settings;
  private final Ends ends;
  private final Runbook runbook;
  private final Steps steps;
  private final Timing timing;
  private final LossBounds losses;
  private final PrimaryContact primary;
  private final RoleWatch roles;

  @Inject
  Planner(
      FailoverSettings settings,
      Ends ends,
      RunbookInForce runbook,
      Steps steps,
      Timing timing,
      LossBounds losses,
      PrimaryContact primary,
      RoleWatch roles) {
    this.settings = settings;
    this.ends = ends;
    this.runbook = runbook.runbook();
    this.steps = steps;
    this.timing = timing;
    this.losses = losses;
    this.primary = primary;
    this.roles = roles;
  }

  /**
   * A plan, and what it was made in.
   *
   * @param termRevision target revision at which the term was put, 0 if there is none
   * @param role whether this site's role is what the other site and the platform's name say
   * @param loss what a failover may lose; empty for other verbs
   */
  public record Made(Plan plan, long termRevision, RoleVerdict role, Optional<Loss> loss) {}

  /**
   * What a failover may lose.
   *
   * @param primary whether there is a primary that is not lost
   */
  public record Loss(LossBound bound, PrimaryContact.Found primary) {}

  /**
   * @throws io.understudy.core.port.EtcdException if this site's etcd does not answer
   */
  public Made plan(Verb verb) {
    SiteRecords records = SiteRecords.read(ends.target(), settings.link().keys());
    // Beside the steps: a site that is lost costs its timeout once.
    CompletableFuture<RoleState> asked =
        CompletableFuture.supplyAsync(roles::look, Threads.each("role"));
    Optional<CompletableFuture<PrimaryContact.Found>> contact =
        verb == Verb.FAILOVER
            ? Optional.of(CompletableFuture.supplyAsync(primary::look, Threads.each("primary")))
            : Optional.empty();
    List<PlannedStep> chosen = chosen(verb);
    List<Plan.Foreseen> foreseen = foresee(chosen, new PlanContext(verb, timing.now()));
    // It breaks off for nobody: what cannot be found out is unknown.
    RoleState sites = asked.join();
    RoleVerdict role = sites.verdict();
    SiteStanding standing =
        new SiteStanding(records.term(), records.checkpoint() != null, sites.here(), sites.there());
    List<String> refusals =
        new ArrayList<>(Guards.refusals(verb, standing, settings.site(), settings.peer()));
    Fencing.refusal(verb, chosen.stream().map(PlannedStep::spec).toList()).ifPresent(refusals::add);
    role.forbids().filter(why -> Guards.makesPrimary(verb)).ifPresent(refusals::add);
    Plan plan =
        new Plan(
            verb,
            settings.site(),
            Guards.primary(standing, settings.site(), settings.peer()),
            records.term().term(),
            refusals,
            foreseen);
    return new Made(
        plan,
        records.termRevision(),
        role,
        contact.map(found -> new Loss(losses.read(), found.join())));
  }

  /** What one step would do now, as a drill asks. */
  Forecast forecast(StepSpec spec, PlanContext context) {
    return foresee(List.of(new PlannedStep(spec, Mode.RUN, "")), context).getFirst().forecast();
  }

  private List<PlannedStep> chosen(Verb verb) {
    List<PlannedStep> chosen = new ArrayList<>();
    Map<String, PlannedStep> remedies = new LinkedHashMap<>();
    for (StepSpec spec : runbook.steps(verb)) {
      Mode mode = isReal(verb, spec) ? Mode.RUN : Mode.REHEARSE;
      Optional<StepSpec> remedy =
          spec.remedy()
              .flatMap(runbook::find)
              .filter(found -> mode == Mode.RUN && isReal(verb, found));
      if (remedy.isEmpty()) {
        chosen.add(new PlannedStep(spec.withoutRemedy(), mode, ""));
      } else {
        // It may be a step of this operation as well, which is to be run in its turn all the same.
        String name = remedy.get().name() + AS_REMEDY;
        chosen.add(new PlannedStep(spec.withRemedy(name), mode, ""));
        remedies.put(name, new PlannedStep(remedy.get().named(name), Mode.REMEDY, ""));
      }
    }
    chosen.addAll(remedies.values());
    return chosen;
  }

  private static boolean isReal(Verb verb, StepSpec spec) {
    return verb != Verb.DRILL || spec.type().inDrill() == StepType.InDrill.REAL;
  }

  /** Asks all steps side by side, each for as long as planning may take. */
  private List<Plan.Foreseen> foresee(List<PlannedStep> chosen, PlanContext context) {
    // Not closed: that would wait for whoever does not heed an interrupt, for as long as it takes.
    ExecutorService each = Threads.executor("plan");
    try {
      List<Future<Forecast>> asked =
          chosen.stream().map(step -> each.submit(() -> ask(step.spec(), context))).toList();
      long until = System.nanoTime() + settings.planTimeout().toNanos();
      List<Plan.Foreseen> foreseen = new ArrayList<>();
      for (int i = 0; i < chosen.size(); i++) {
        Forecast forecast = answer(asked.get(i), chosen.get(i), until - System.nanoTime());
        PlannedStep step = chosen.get(i);
        foreseen.add(
            new Plan.Foreseen(
                new PlannedStep(step.spec(), step.mode(), forecast.will()), forecast));
      }
      return foreseen;
    } finally {
      each.shutdownNow();
    }
  }

  private Forecast ask(StepSpec spec, PlanContext context) {
    if (!spec.unset().isEmpty()) {
      return new Forecast("cannot be told", List.of(), spec.unset(), List.of());
    }
    return spec.type().equals(StepType.APPROVE)
        ? Forecast.will("asks a person: " + spec.with().text("message"))
        : steps.make(spec).plan(context);
  }

  private Forecast answer(Future<Forecast> asked, PlannedStep step, long nanos) {
    String name = step.spec().name();
    try {
      return asked.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      asked.cancel(true);
      return Forecast.problem(
          "cannot be told",
          "it was not found out within "
              + settings.planTimeout().toMillis()
              + " ms what it would do; see whether what it asks is reached from here, or raise"
              + " understudy.run.plan-timeout-ms");
    } catch (ExecutionException defect) {
      Throwable cause = defect.getCause() == null ? defect : defect.getCause();
      LOG.errorf(cause, "A step could not be planned step=%s", name);
      return Forecast.problem(
          "cannot be told",
          "planning it broke off ("
              + cause.getClass().getSimpleName()
              + "); the log of failover-service has it");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Forecast.problem("cannot be told", "this process stops; ask again");
    }
  }
}
