package io.understudy.failover.ports;

import io.understudy.core.failover.Forecast;
import io.understudy.failover.step.StepFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a step would do to some ports, in words. */
final class PortForecast {

  private final List<String> facts = new ArrayList<>();
  private final List<String> problems;
  private final List<String> warnings = new ArrayList<>();

  private PortForecast(List<String> problems) {
    this.problems = new ArrayList<>(problems);
  }

  /**
   * @param does for example {@code closes}
   * @param already for example {@code is closed already}
   * @param decide what would be done about one
   */
  static Forecast of(
      String does, String already, List<PortWork> works, Function<PortWork, PortDecision> decide) {
    List<Vip> vips = works.stream().map(PortWork::vip).toList();
    PortForecast forecast = new PortForecast(PortFields.problems(vips));
    for (PortWork work : works) {
      try {
        forecast.add(work, decide.apply(work), does, already);
      } catch (StepFailedException failure) {
        forecast.problems.add(String.valueOf(failure.getMessage()));
      }
    }
    String will =
        vips.stream()
            .map(vip -> does + " " + vip.says() + " by " + by(vip.way()))
            .collect(Collectors.joining("; "));
    return new Forecast(will, forecast.facts, forecast.problems, forecast.warnings);
  }

  private void add(PortWork work, PortDecision decision, String does, String already) {
    String vip = work.vip().says();
    switch (decision) {
      case PortDecision.Fail fail -> problems.add(fail.problem());
      case PortDecision.Dead dead ->
          warnings.add(
              vip + " does not answer, which is allowed, and would be left: " + dead.said());
      case PortDecision.Already done -> facts.add(vip + " " + already + ": " + done.said());
      case PortDecision.Act act -> {
        facts.add(vip + ": " + act.said());
        if (does.equals(ClosePort.DOES)) {
          work.gate().warning().ifPresent(warnings::add);
        }
      }
    }
  }

  private static String by(Way way) {
    return switch (way) {
      case Way.HaProxy haProxy ->
          "frontend " + haProxy.frontend() + " of HAProxy at " + String.join(", ", haProxy.apis());
      case Way.Service service -> "Service " + service.namespace() + "/" + service.name();
      case Way.Hook hook -> "webhook " + hook.webhook().shown();
      case Way.Manual manual ->
          "a person" + (manual.instructions().isEmpty() ? "" : " (" + manual.instructions() + ")");
      case Way.Unusable unusable -> "nothing usable";
    };
  }
}
