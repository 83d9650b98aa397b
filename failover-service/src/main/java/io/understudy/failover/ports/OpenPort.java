package io.understudy.failover.ports;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens the ports of some VIPs, one after the other. */
record OpenPort(List<PortWork> works) implements Step {

  @Override
  public Forecast plan(PlanContext context) {
    return PortForecast.of("opens", "is open already", works, PortWork::opening);
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    Works.check(works);
    List<String> lines = new ArrayList<>();
    for (PortWork work : works) {
      lines.addAll(work.open(context, Optional.empty()));
    }
    return new Evidence("opened " + Works.says(works), lines, Map.of());
  }
}
