package io.understudy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the mirror leaves to people. */
@Command(
    name = "backup-excluded",
    description =
        "Writes the objects of the namespaces that the mirror leaves out to a file, as JSON lines."
            + " Asks the API server by kubectl, not the services.",
    footer = {
      "",
      "The file holds Secrets: it is made for its owner alone (0600), and is there only when it is",
      "whole. One that is there already is kept. Run it against the primary.",
      "Exit code 1 if something could not be read; then there is no file.",
      "",
      "Examples:",
      "  understudy backup-excluded excluded.jsonl --context primary",
      "  understudy backup-excluded team.jsonl --of cpaas-system,operators --kinds configmaps,secrets"
    })
final class BackupExcludedCommand extends RemoteCommand {

  /** Written anew every few seconds, or answered by no store: no use to anybody elsewhere. */
  private static final Set<String> NOT_KEPT =
      Set.of("events", "events.events.k8s.io", "leases.coordination.k8s.io", "pods.metrics.k8s.io");

  @Parameters(paramLabel = "FILE", description = "Where to; - for standard output.")
  private String file = "";

  @Option(
      names = "--of",
      paramLabel = "NAMESPACE",
      split = ",",
      description =
          "The namespaces; by default those that the profile acp-global leaves out: ${DEFAULT-VALUE}.",
      defaultValue =
          "cpaas-system,cert-manager,default,global-credentials,cpaas-system-global-credentials,"
              + "kube-ovn,kube-public,kube-system,nsx-system,cpaas-solution,kube-node-lease,"
              + "kubevirt,nativestor-system,operators")
  private List<String> namespaces = List.of();

  @Option(
      names = "--kinds",
      paramLabel = "RESOURCE",
      split = ",",
      description =
          "The resources, as kubectl names them; by default all that live in namespaces and can be"
              + " listed, but for events, leases and measurements.")
  private List<String> kinds = List.of();

  @Override
  Duration patience() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Integer call() {
    boolean shown = file.equals("-");
    Map<String, Long> counts;
    try (Progress drawn = progress("asking what kinds there are", !shown)) {
      Excluded excluded = new Excluded(root().kubectl(), drawn);
      List<String> asked = kinds.isEmpty() ? excluded.kinds(NOT_KEPT) : kinds;
      counts =
          shown
              ? excluded.write(namespaces, asked, out())
              : excluded.save(namespaces, asked, Path.of(file));
    } catch (IOException | InvalidPathException failure) {
      throw new Failure(
          ExitCode.ERROR,
          "the file '"
              + Text.clean(file)
              + "' cannot be written ("
              + failure.getClass().getSimpleName()
              + "): name one that is not there yet, in a directory where you may write");
    }
    if (!shown) {
      show(counts);
    }
    return ExitCode.FINE;
  }

  private void show(Map<String, Long> counts) {
    if (!format().isForPeople()) {
      ObjectNode document = Rest.object().put("file", file);
      ObjectNode objects = document.putObject("objects");
      counts.forEach(objects::put);
      format().print(document, out());
      return;
    }
    Table table = new Table("NAMESPACE", "OBJECTS");
    counts.forEach((name, count) -> table.row(name, count == 0 ? "not there" : count.toString()));
    table.print(out());
  }
}
