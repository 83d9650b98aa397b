package io.understudy.failover.mirror;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.control.UnparkRecord;
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
import io.understudy.service.access.MirrorRight;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code unpark}: puts the parked objects of the promoted site in place. */
@Singleton
public class UnparkKind implements StepKind {

  private static final Duration EVERY = Duration.ofMillis(300);
  private static final int LINES_MAX = 20;
  private static final long UNOWNED_MAX = 100;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final StepType TYPE =
      new StepType(
          "unpark",
          "Has sync-service put the parked objects in place and waits until it has; then none is"
              + " left, in its record and in the standby's etcd, but a few without any owner.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.flag("allow-left", "go on where some objects have to stay parked")
                  .optional(),
              Parameter.number(
                      "unowned-max",
                      "objects that may stay parked as none of their owners is here",
                      0,
                      Integer.MAX_VALUE)
                  .optional()));

  private final MirrorSite site;

  @Inject
  UnparkKind(MirrorSite site) {
    this.site = site;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Unpark(
        site,
        spec.with().flag("allow-left", false),
        spec.with().number("unowned-max", UNOWNED_MAX));
  }

  /**
   * Kubernetes deletes an owner first and its dependents a little later, so a primary that is
   * fenced in between has some without an owner; its garbage collector was about to delete them. A
   * few of them do not hold a takeover up; many are a sign that the owners are missing.
   */
  private record Unpark(MirrorSite site, boolean allowLeft, long unownedMax) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "puts the parked objects in place";
      List<String> facts = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      try {
        facts.add(site.parked() + " objects are parked");
      } catch (StepFailedException silent) {
        problems.add(String.valueOf(silent.getMessage()));
      }
      try {
        site.sync().get("/api/v1/unpark");
      } catch (NotReachedException silent) {
        warnings.add(
            silent.getMessage() + "; without it the request waits in the etcd until one runs");
      }
      if (allowLeft) {
        warnings.add("objects that have to stay parked do not hold it up");
      }
      return new Forecast(will, facts, problems, warnings);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      List<String> lines = new ArrayList<>();
      ask(lines);
      UnparkRecord done = done(context);
      long parked = site.parked();
      lines.add(
          "its record says: "
              + done.done()
              + " of "
              + done.total()
              + " objects in place, "
              + done.leftCount()
              + " left, "
              + done.unownedCount()
              + " of them only as none of their owners is here; "
              + parked
              + " keys are parked in the standby's etcd");
      done.left().stream()
          .limit(LINES_MAX)
          .forEach(item -> lines.add("left: " + item.key() + ": " + item.why()));
      done.notes().stream()
          .limit(LINES_MAX)
          .forEach(item -> lines.add("look at: " + item.key() + ": " + item.why()));
      long left = Math.max(done.leftCount(), parked);
      long unowned = done.unownedCount();
      if (!allowLeft && (left > unowned || unowned > unownedMax)) {
        throw new StepFailedException(
            left
                + " objects are still parked: "
                + String.join(" | ", lines)
                + "; mend what holds them up and run it again, or set allow-left");
      }
      return new Evidence(
          "all parked objects are in place but " + left,
          lines,
          Map.of("left", Long.toString(left), "unowned", Long.toString(unowned)));
    }

    /** Unless one is under way, or has left nothing. */
    private void ask(List<String> lines) {
      Optional<UnparkRecord> before = site.reading(() -> site.roles().unpark());
      if (before.isPresent()
          && (!before.get().isDone() || before.get().leftCount() == 0 && site.parked() == 0)) {
        lines.add("asked for already, at " + before.get().requestedAt());
        return;
      }
      try {
        RestClient.Answer answer =
            site.sync().post(MirrorRight.UNPARK.path(), JSON.createObjectNode(), Map.of());
        lines.add("sync-service answered " + answer.status());
        if (answer.isOk()) {
          return;
        }
        lines.add(answer.detail());
      } catch (NotReachedException silent) {
        lines.add(String.valueOf(silent.getMessage()));
      }
      boolean recorded =
          site.reading(() -> site.roles().requestUnpark("a run asked for it")).isPresent();
      if (!recorded) {
        throw new StepFailedException(
            "this site is not promoted; parked objects are put in place only once it is");
      }
      lines.add("the request was put straight into the standby's etcd");
    }

    private UnparkRecord done(StepContext context) throws InterruptedException {
      String[] last = {"no replica of sync-service has taken it up; see whether one runs"};
      try {
        return context.await(
            "the parked objects to be put in place",
            EVERY,
            () -> {
              Optional<UnparkRecord> now = site.reading(() -> site.roles().unpark());
              now.filter(record -> record.state() == UnparkRecord.State.RUNNING)
                  .ifPresent(
                      record ->
                          last[0] =
                              record.worker()
                                  + " has put "
                                  + record.done()
                                  + " of "
                                  + record.total()
                                  + " in place");
              return now.filter(UnparkRecord::isDone);
            });
      } catch (StepFailedException failed) {
        throw new StepFailedException(failed.getMessage() + "; at last: " + last[0], failed);
      }
    }
  }
}
