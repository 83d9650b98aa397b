package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the command line's page has people type reaches a Service's port. */
class PortForwardsTest {

  private static final Path PAGE = Path.of("..", "docs", "cli.md");
  private static final Pattern FORWARD =
      Pattern.compile("kubectl -n cpaas-system port-forward service/([-a-z]+) \\d+:([a-z]+)");

  @Test
  void eachNamesAServiceAndAPortOfIt() throws IOException {
    List<HasMetadata> objects = Chart.render(Chart.VIP);
    List<MatchResult> forwards = FORWARD.matcher(Files.readString(PAGE)).results().toList();

    assertThat(forwards).hasSize(3);
    assertThat(forwards)
        .allSatisfy(
            forward ->
                assertThat(Chart.one(objects, Service.class, forward.group(1)).getSpec().getPorts())
                    .anyMatch(port -> port.getName().equals(forward.group(2))));
  }
}
