package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.freeze.FreezeAnswer;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.failover.freeze.FreezeProbe;
import io.understudy.core.scope.Rules;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.kube.Rights.Right;
import io.understudy.failover.step.StepFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A site on which a freeze of the link may be left, as its API servers have it. */
final class FrozenSite {

  private final String name;
  private final FreezePolicy freeze;
  private final Freezer freezer;
  private final Optional<FreezeProbe> probe;
  private final Supplier<List<Server>> servers;

  /**
   * @param name for messages
   * @param servers lists them anew; throws {@link KubernetesClientException}
   */
  FrozenSite(String link, Rules rules, String name, Supplier<List<Server>> servers) {
    this.name = name;
    this.freeze = FreezePolicy.of(link, "", rules);
    this.freezer = new Freezer(link, name);
    this.probe = FreezeProbe.of(rules);
    this.servers = servers;
  }

  /**
   * What one of its API servers has.
   *
   * @param run whose freeze it is; empty if there is none
   * @param silent why it does not answer; empty if it does
   */
  record Seen(Server server, Optional<String> run, String silent) {

    boolean answers() {
      return silent.isEmpty();
    }
  }

  /**
   * All that was found.
   *
   * @param unlisted why its API servers cannot be listed, empty if they are
   */
  record Look(List<Seen> seen, String unlisted) {

    List<Seen> frozen() {
      return seen.stream().filter(one -> one.run().isPresent()).toList();
    }

    List<Seen> answering() {
      return seen.stream().filter(Seen::answers).toList();
    }

    /** A sentence for each that does not answer. */
    List<String> silent() {
      List<String> silent = new ArrayList<>();
      if (!unlisted.isEmpty()) {
        silent.add("its API servers: " + unlisted);
      }
      seen.stream()
          .filter(one -> !one.answers())
          .forEach(one -> silent.add("API server " + one.server().address() + ": " + one.silent()));
      return silent;
    }
  }

  String name() {
    return name;
  }

  String policy() {
    return freeze.name();
  }

  /**
   * Asks each of them.
   *
   * @throws StepFailedException if one refuses, or the policy is somebody else's
   */
  Look look() {
    List<Server> all;
    try {
      all = servers.get();
    } catch (KubernetesClientException unknown) {
      return new Look(List.of(), Said.by(unknown));
    }
    return new Look(all.stream().map(this::look).toList(), "");
  }

  private Seen look(Server server) {
    try {
      return new Seen(server, freezer.findAny(server.client(), freeze.name()), "");
    } catch (KubernetesClientException failure) {
      if (Said.isAnswer(failure)) {
        throw new StepFailedException(
            name + "'s API server " + server.address() + " refused: " + Said.by(failure), failure);
      }
      return new Seen(server, Optional.empty(), Said.by(failure));
    }
  }

  /** Deletes it by whichever of them answers. */
  void remove(List<Seen> answering) {
    freezer.remove(answering.stream().map(Seen::server).toList(), freeze.name());
  }

  /**
   * What a server makes of a write that is not stored.
   *
   * @throws StepFailedException if there is nothing that could be tried
   */
  Freezer.Tried attempt(Seen seen) {
    return freezer.attempt(seen.server(), freeze, kind());
  }

  private FreezeProbe kind() {
    return probe.orElseThrow(
        () ->
            new StepFailedException(
                "the scope rules leave out all kinds that a freeze is tried with; have one of "
                    + String.join(", ", FreezeProbe.known())
                    + " mirrored"));
  }

  /** What keeps one from being lifted, asked of a server that has one. */
  List<String> problems(Seen frozen) {
    List<Right> needed = new ArrayList<>();
    for (String resource : List.of(FreezePlan.POLICIES, FreezePlan.BINDINGS)) {
      needed.add(new Right("delete", FreezePlan.GROUP, resource, "", freeze.name()));
    }
    probe.ifPresent(kind -> needed.add(new Right("create", kind.group(), kind.resource(), "", "")));
    String where = name + "'s API server " + frozen.server().address();
    List<String> problems =
        new ArrayList<>(Rights.missing(frozen.server().client(), where, needed));
    if (probe.isPresent() && problems.isEmpty()) {
      Freezer.Tried tried = attempt(frozen);
      if (tried.answer() == FreezeAnswer.UNTOLD) {
        problems.add(
            where
                + " refuses a dry run for another reason, so that it would not show whether the freeze"
                + " is lifted: "
                + tried.said());
      }
    }
    return problems;
  }
}
