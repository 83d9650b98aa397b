package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.kube.Rights.Right;
import io.understudy.failover.step.NeedsPersonException;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a Job to its end, once for each attempt. */
final class RunJob implements Step {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int LOG_LINES_READ = 1000;
  private static final int LOG_BYTES_READ = 4 << 20;
  private static final int LINE_MAX = 500;
  private final String link;
  private final Clusters clusters;
  private final String cluster;
  private final JobSpec spec;
  private final JobVerdict.Patterns patterns;
  private final int showLines;

  /**
   * @param showLines of the log's end, for the evidence; 0 for none
   */
  RunJob(
      String link,
      Clusters clusters,
      String cluster,
      JobSpec spec,
      JobVerdict.Patterns patterns,
      int showLines) {
    this.link = link;
    this.clusters = clusters;
    this.cluster = cluster;
    this.spec = spec;
    this.patterns = patterns;
    this.showLines = showLines;
  }

  private String where() {
    return spec.namespace() + " (cluster " + cluster + ")";
  }

  @Override
  public Forecast plan(PlanContext context) {
    String will = "runs " + spec.image() + " as a Job in " + where();
    try {
      KubernetesClient client = clusters.client(cluster);
      List<String> problems =
          new ArrayList<>(Rights.missing(client, "cluster " + cluster, rights()));
      if (problems.isEmpty()) {
        tryOut(client).ifPresent(problems::add);
      }
      return new Forecast(will, List.of(), problems, List.of());
    } catch (KubernetesClientException failure) {
      return Forecast.problem(will, "cluster " + cluster + ": " + Said.by(failure));
    }
  }

  private List<Right> rights() {
    List<Right> needed = new ArrayList<>();
    for (String verb : List.of("create", "get")) {
      needed.add(new Right(verb, "batch", "jobs", spec.namespace(), ""));
    }
    // The client looks at a pod before it reads its log.
    needed.add(new Right("get", "", "pods", spec.namespace(), ""));
    needed.add(new Right("list", "", "pods", spec.namespace(), ""));
    needed.add(new Right("get", "", "pods/log", spec.namespace(), ""));
    if (spec.script().isPresent()) {
      needed.add(new Right("create", "", "configmaps", spec.namespace(), ""));
    }
    return needed;
  }

  /** A dry run: the namespace may be missing, a quota used up, a policy against it. */
  private Optional<String> tryOut(KubernetesClient client) {
    try {
      client
          .batch()
          .v1()
          .jobs()
          .resource(spec.job(JobSpec.name(link, "plan", "plan", 0)))
          .dryRun()
          .create();
      return Optional.empty();
    } catch (KubernetesClientException refusal) {
      return Optional.of("a Job in " + where() + " is refused: " + Said.by(refusal));
    }
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    try {
      KubernetesClient client = clusters.client(cluster);
      JobRecord record = new JobRecord(context, spec.keep());
      int attempt = record.attempt();
      String name = name(context, attempt);
      ensure(client, record, name, attempt);
      JobVerdict status = await(context, client, record, attempt);
      List<String> log = log(client, name);
      JobVerdict verdict = status.with(log, patterns);
      record.ended(attempt);
      List<String> shown = shown(log);
      if (verdict.failure().isPresent()) {
        throw new StepFailedException(
            "Job "
                + name
                + " in "
                + where()
                + ": "
                + verdict.failure().get()
                + (shown.isEmpty() ? "" : "; its log ends: " + String.join(" | ", shown)));
      }
      return new Evidence("Job " + name + " in " + where() + " succeeded", shown, Map.of());
    } catch (KubernetesClientException failure) {
      throw new StepFailedException("cluster " + cluster + ": " + Said.by(failure), failure);
    }
  }

  /**
   * Its pod waits for the script: it cannot start before the ConfigMap is there. One that this run
   * has made, or may have made, and that is gone is not made again: Kubernetes takes ended ones
   * away after a while.
   */
  private void ensure(KubernetesClient client, JobRecord record, String name, int attempt) {
    Job there = find(client, name);
    if (there == null && !record.mayMake(attempt)) {
      throw gone(record, attempt, name);
    }
    if (there == null) {
      record.making(attempt);
      there = make(client, record, name);
    }
    record.made(attempt);
    spec.scriptMap(there)
        .ifPresent(
            map -> {
              try {
                client.configMaps().resource(map).create();
              } catch (KubernetesClientException failure) {
                if (!Said.isConflict(failure)) {
                  throw failure;
                }
              }
            });
  }

  private NeedsPersonException gone(JobRecord record, int attempt, String name) {
    record.ended(attempt);
    return new NeedsPersonException(
        "Job "
            + name
            + " in "
            + where()
            + " was made by this run, or may have been, and is gone, so it is not known whether"
            + " it ran to its end; see what it did, then retry this step, which runs it anew, or"
            + " ignore it");
  }

  private Job make(KubernetesClient client, JobRecord record, String name) {
    try {
      return client
          .batch()
          .v1()
          .jobs()
          .inNamespace(spec.namespace())
          .resource(spec.job(name))
          .create();
    } catch (KubernetesClientException failure) {
      // One that was taken for lost may have come through, and this be the answer to the next.
      boolean isAnswer = Said.isConflict(failure) || Said.isRefusal(failure);
      Job there = isAnswer ? find(client, name) : null;
      if (there != null) {
        return there;
      }
      if (Said.isRefusal(failure)) {
        record.notMade();
      }
      throw failure;
    }
  }

  private @Nullable Job find(KubernetesClient client, String name) {
    return client.batch().v1().jobs().inNamespace(spec.namespace()).withName(name).get();
  }

  private JobVerdict await(
      StepContext context, KubernetesClient client, JobRecord record, int attempt)
      throws InterruptedException {
    String name = name(context, attempt);
    return context.await(
        "Job " + name + " in " + where() + " to end",
        EVERY,
        () -> {
          Job job = find(client, name);
          if (job == null) {
            throw gone(record, attempt, name);
          }
          return JobVerdict.byStatus(job);
        });
  }

  private String name(StepContext context, int attempt) {
    return JobSpec.name(link, context.run(), context.step(), attempt);
  }

  /** Of the newest pod; there is one, unless it was evicted. */
  private List<String> log(KubernetesClient client, String name) {
    Optional<Pod> newest =
        client
            .pods()
            .inNamespace(spec.namespace())
            .withLabel("job-name", name)
            .list()
            .getItems()
            .stream()
            .max(
                Comparator.comparing(
                    pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())));
    if (newest.isEmpty()) {
      return unreadable(name, "it has no pod any more");
    }
    try {
      String log =
          client
              .pods()
              .inNamespace(spec.namespace())
              .withName(newest.get().getMetadata().getName())
              .limitBytes(LOG_BYTES_READ)
              .tailingLines(LOG_LINES_READ)
              .getLog();
      // Cut off at its end, which is what patterns look for.
      return log.getBytes(StandardCharsets.UTF_8).length < LOG_BYTES_READ
          ? log.lines().toList()
          : unreadable(
              name, "its last lines are more than " + LOG_BYTES_READ + " bytes; let it print less");
    } catch (KubernetesClientException failure) {
      return unreadable(name, Said.by(failure));
    }
  }

  /** Without patterns the Job's own word is enough. */
  private List<String> unreadable(String name, String why) {
    if (patterns.isAny()) {
      throw new StepFailedException(
          "the log of Job " + name + " in " + where() + " cannot be read: " + why);
    }
    return List.of();
  }

  private List<String> shown(List<String> log) {
    return log.subList(Math.max(0, log.size() - showLines), log.size()).stream()
        .map(line -> line.length() <= LINE_MAX ? line : line.substring(0, LINE_MAX) + " …")
        .toList();
  }
}
