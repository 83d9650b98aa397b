package io.understudy.failover.mirror;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.kube.StandbyServers;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import io.understudy.failover.web.Webhook;
import io.understudy.failover.web.WebhookCall;
import io.understudy.failover.web.WebhookEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code advance-revision}: brings the promoted site's revision past all that the old primary gave
 * out, and drops the history before, so that no client goes on from an old resourceVersion.
 */
@Singleton
public class AdvanceRevisionKind implements StepKind {

  private static final long DEFAULT_MARGIN = 10_000;
  private static final int MOST_MARGIN = 100_000_000;
  private static final long DEFAULT_PER_SECOND = 5_000;
  private static final int MOST_PER_SECOND = 100_000;
  private static final String RESTART = "restart";
  private static final String WEBHOOK = "webhook";
  private static final String PROOF = "proof";
  private static final String ETCD = "etcd";
  private static final String SERVERS = "api-servers";

  /** One after the other: it takes its time. */
  private static final Duration RESTART_TIMEOUT = Duration.ofMinutes(5);

  private static final String EVENT = "restart-api-servers";

  private static final StepType TYPE =
      new StepType(
          "advance-revision",
          "Brings this site's revision past the old primary's last one, drops its history before"
              + " that, and has the API servers restarted; proved by a watch from the old primary's"
              + " revision that is answered as compacted.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          parameters());

  private static List<Parameter> parameters() {
    return Stream.concat(
            Stream.of(
                Parameter.number(
                        "margin-revisions",
                        "how far past the old primary's last known revision; 10000 if left out",
                        1,
                        MOST_MARGIN)
                    .optional(),
                Parameter.number(
                        "known-revision",
                        "a revision of the old primary that somebody knows of",
                        1,
                        Long.MAX_VALUE / 2)
                    .optional(),
                Parameter.number("per-second", "most revisions made a second", 1, MOST_PER_SECOND)
                    .optional(),
                Parameter.choice(
                        RESTART,
                        "who restarts this site's API servers: a webhook, a person, or nobody",
                        List.of("none", WEBHOOK, "manual"))
                    .optional(),
                Parameter.text("message", "what that person is told").optional(),
                Parameter.choice(
                        PROOF,
                        "who has to call the old primary's revision too old: this site's etcd, or each"
                            + " of its API servers too, as after a webhook if left out",
                        List.of(ETCD, SERVERS))
                    .optional()),
            Webhook.optionalParameters(RESTART_TIMEOUT).stream())
        .toList();
  }

  private final MirrorSite site;
  private final StandbyServers servers;
  private final WebhookCall call;

  @Inject
  AdvanceRevisionKind(MirrorSite site, StandbyServers servers, WebhookCall call) {
    this.site = site;
    this.servers = servers;
    this.call = call;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    Parameters with = spec.with();
    String restart = with.text(RESTART, "none");
    return new AdvanceRevision(
        site,
        servers,
        with.text(PROOF, restart.equals(WEBHOOK) ? SERVERS : ETCD).equals(SERVERS),
        new Advancing.Wanted(
            with.number("margin-revisions", DEFAULT_MARGIN),
            with.number("known-revision", 0),
            (int) with.number("per-second", DEFAULT_PER_SECOND)),
        restart,
        call,
        Webhook.of(with, RESTART_TIMEOUT),
        with.text("message", "restart the API servers of this site, one after the other"));
  }

  private record AdvanceRevision(
      MirrorSite site,
      StandbyServers servers,
      boolean isProvedByServers,
      Advancing.Wanted wanted,
      String restart,
      WebhookCall call,
      Webhook hook,
      String message)
      implements Step {

    private static final WebhookEvent RESTARTING =
        new WebhookEvent(EVENT, Optional.empty(), Map.of());

    private static final String NOT_ASKED =
        "no API server of this site is configured (understudy.standby.*), so none is asked whether"
            + " the old primary's revisions are too old for it";

    @Override
    public Forecast plan(PlanContext context) {
      String will =
          "brings this site's revision "
              + wanted.margin()
              + " past the old primary's, drops the history before it, restart of the API servers: "
              + restart
              + ", proved by "
              + (isProvedByServers ? "this site's etcd and each of its API servers" : "its etcd");
      List<String> facts = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      if (isProvedByServers) {
        lookAtServers(facts, problems);
      }
      if (restart.equals(WEBHOOK)) {
        problems.addAll(hook.problems());
      } else if (!isProvedByServers) {
        warnings.add(
            restart.equals("manual")
                ? "a person has to do it: \"" + message + "\"; put a step 'approve' after this one"
                : "without a restart API servers may go on serving old revisions from memory");
      }
      try {
        facts.add("this site is at revision " + site.targetRevision());
      } catch (StepFailedException silent) {
        problems.add(String.valueOf(silent.getMessage()));
      }
      facts.add(PrimaryContact.etcd(site).says());
      return new Forecast(will, facts, problems, warnings);
    }

    private void lookAtServers(List<String> facts, List<String> problems) {
      if (!servers.isConfigured()) {
        problems.add(NOT_ASKED + "; configure them, or leave it to its etcd: proof: etcd");
        return;
      }
      try {
        facts.add(servers.all().size() + " API servers of this site are to be asked");
      } catch (KubernetesClientException unknown) {
        problems.add("this site's API servers: " + unknown.getMessage());
      }
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      Advancing advancing = new Advancing(site, context, wanted);
      Evidence advanced = advancing.run();
      List<String> lines = new ArrayList<>(advanced.lines());
      switch (restart) {
        case WEBHOOK -> lines.addAll(call.send(hook, RESTARTING, context));
        case "manual" -> lines.add("the API servers are to be restarted by a person: " + message);
        default -> lines.add("no restart of the API servers was asked for");
      }
      OldRevision old = new OldRevision(servers, advancing.known());
      if (!servers.isConfigured()) {
        if (isProvedByServers) {
          throw new StepFailedException(NOT_ASKED + "; configure them, then retry");
        }
        lines.add("WARNING: " + NOT_ASKED);
      } else {
        lines.addAll(isProvedByServers ? old.prove(context) : old.look());
      }
      return new Evidence(advanced.summary(), lines, advanced.outputs());
    }
  }
}
