package io.understudy.failover.ports;

import io.understudy.core.failover.Parameters;
import io.understudy.failover.step.StepFailedException;
import java.util.List;
import java.util.stream.Collectors;

/** The ports of a step. */
final class Works {

  private Works() {}

  static List<PortWork> of(Parameters with, Gates gates) {
    PortSettings settings = PortSettings.of(with);
    return PortFields.vips(with).stream()
        .map(
            vip ->
                new PortWork(vip, gates.of(vip, settings.apiTimeout(), settings.every()), settings))
        .toList();
  }

  /** Notes go by the names, so these must differ. */
  static void check(List<PortWork> works) {
    List<String> problems = PortFields.problems(works.stream().map(PortWork::vip).toList());
    if (!problems.isEmpty()) {
      throw new StepFailedException(String.join("; ", problems));
    }
  }

  static String says(List<PortWork> works) {
    return works.stream().map(work -> work.vip().says()).collect(Collectors.joining(", "));
  }
}
