package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.freeze.FreezeAnswer;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.failover.freeze.FreezeProbe;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.kube.Rights.Right;
import io.understudy.failover.step.StepFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for what would keep a freeze from working. */
final class FreezePlan {

  /** Of Kubernetes 1.30. */
  static final String GROUP = "admissionregistration.k8s.io";

  static final String POLICIES = "validatingadmissionpolicies";
  static final String BINDINGS = "validatingadmissionpolicybindings";

  private final Freezer freezer;
  private final FreezePolicy freeze;
  private final Optional<FreezeProbe> probe;
  private final Optional<String> otherwise;
  private final List<String> facts = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  FreezePlan(
      Freezer freezer,
      FreezePolicy freeze,
      Optional<FreezeProbe> probe,
      Optional<String> otherwise) {
    this.freezer = freezer;
    this.freeze = freeze;
    this.probe = probe;
    this.otherwise = otherwise;
  }

  Forecast of(String will, PrimaryServers primary) {
    if (probe.isEmpty()) {
      problems.add(
          "the scope rules leave out all kinds that a freeze is tried with ("
              + String.join(", ", FreezeProbe.known())
              + "); have one of them mirrored");
    }
    try {
      List<Server> servers = primary.all();
      servers.forEach(this::look);
      if (!servers.isEmpty()) {
        rights(servers.getFirst());
      }
    } catch (KubernetesClientException unknown) {
      problems.add("the primary's API servers: " + Said.by(unknown));
    }
    return new Forecast(will, facts, problems, warnings);
  }

  private void look(Server server) {
    String where = "the primary's API server " + server.address();
    try {
      VersionInfo version = server.client().getKubernetesVersion();
      String is = version == null ? "unknown" : String.valueOf(version.getGitVersion());
      facts.add("API server " + server.address() + " is " + is);
      if (!servesPolicies(server)) {
        problems.add(
            where
                + " is Kubernetes "
                + is
                + " and has no "
                + POLICIES
                + "."
                + GROUP
                + "/v1; a freeze needs 1.30 or later: take this step out of the runbook, "
                + otherwise
                    .map(step -> "what fences the primary instead is step '" + step + "'")
                    .orElse(
                        "fence the primary in another way (close-port before drain, or approve that a"
                            + " person has stopped its writers, with promote saying"
                            + " 'fenced-otherwise: true'), and name that step here as 'otherwise'"));
        return;
      }
      freezer
          .find(server.client(), freeze.name())
          .ifPresent(
              run ->
                  warnings.add(
                      "the primary is frozen already, by run "
                          + run
                          + "; that freeze is taken over"));
      probe.ifPresent(kind -> attempt(server, where, kind));
    } catch (KubernetesClientException failure) {
      problems.add(where + ": " + Said.by(failure));
    } catch (StepFailedException others) {
      problems.add(String.valueOf(others.getMessage()));
    }
  }

  private void attempt(Server server, String where, FreezeProbe kind) {
    Freezer.Tried tried = freezer.attempt(server, freeze, kind);
    if (tried.answer() == FreezeAnswer.UNTOLD) {
      problems.add(
          where
              + " refuses a dry run of "
              + kind.kind()
              + " already now, so that it would not show whether the freeze is in force: "
              + tried.said());
    }
  }

  private static boolean servesPolicies(Server server) {
    APIResourceList served = server.client().getApiResources(GROUP + "/v1");
    return served != null
        && served.getResources().stream().map(APIResource::getName).anyMatch(POLICIES::equals);
  }

  /** They are the same on every API server of a cluster. */
  private void rights(Server server) {
    List<Right> needed = new ArrayList<>();
    for (String resource : List.of(POLICIES, BINDINGS)) {
      needed.add(new Right("create", GROUP, resource, "", ""));
      for (String verb : List.of("get", "update", "delete")) {
        needed.add(new Right(verb, GROUP, resource, "", freeze.name()));
      }
    }
    probe.ifPresent(kind -> needed.add(new Right("create", kind.group(), kind.resource(), "", "")));
    problems.addAll(
        Rights.missing(server.client(), "the primary's API server " + server.address(), needed));
  }
}
