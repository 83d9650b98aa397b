package io.understudy.failover.ports;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.RunReport;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Closes the ports of some VIPs, one after the other. */
record ClosePort(List<PortWork> works) implements Step {

  static final String DOES = "closes";

  @Override
  public Forecast plan(PlanContext context) {
    return PortForecast.of(DOES, "is closed already", works, work -> work.closing(false));
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    Works.check(works);
    List<String> lines = new ArrayList<>();
    boolean isShut = true;
    for (PortWork work : works) {
      PortWork.Shut shut = work.close(context);
      lines.addAll(shut.lines());
      isShut &= shut.isShut();
    }
    return new Evidence(
        "closed " + Works.says(works),
        lines,
        isShut ? outputs(context.now().toString()) : Map.of());
  }

  /** What is shut is a fence only if users came by it. */
  private Map<String, String> outputs(String now) {
    boolean isFence = works.stream().anyMatch(work -> work.vip().fences());
    return isFence
        ? Map.of(RunReport.CLOSED, now, RunReport.FENCED, now)
        : Map.of(RunReport.CLOSED, now);
  }

  @Override
  public Evidence undo(StepContext context) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (PortWork work : works.reversed()) {
      lines.addAll(work.reopen(context));
    }
    return new Evidence("as before: " + Works.says(works), lines, Map.of());
  }
}
