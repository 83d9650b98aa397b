package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.NeedsPersonException;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.GrantedRights;
import io.understudy.testkit.StoredCluster.Asked;
import io.understudy.testkit.StoredCluster.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a Job's controller would do is done by the test. */
class RunJobTest {

  private static final PlanContext PLAN = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAMESPACE = "cpaas-system";

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", NAMESPACE, RunJobTest.class);

  private final MockApi api = new MockApi("v1.34.1");
  private final KubernetesClient client = api.client();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    stopped.countDown();
    threads.close();
    api.close();
  }

  private Step step(String more) {
    RunJobKind kind = new RunJobKind("global", name -> RIGHTS.bound(client));
    return kind.make(
        OneStep.spec(
            kind,
            "{namespace: " + NAMESPACE + ", image: 'registry.example.com/sh:1'" + more + "}"));
  }

  private static OneStep run() {
    return new OneStep(Verb.SWITCHOVER, PATIENCE, Map.of());
  }

  private List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
  }

  /** Ends every Job that has not ended. */
  private void controller(String type) {
    threads.submit(
        () -> {
          while (!stopped.await(50, TimeUnit.MILLISECONDS)) {
            jobs().stream().filter(job -> isRunning(job)).forEach(job -> end(job, type));
          }
          return null;
        });
  }

  private static boolean isRunning(Job job) {
    return job.getStatus() == null || job.getStatus().getConditions().isEmpty();
  }

  private void end(Job job, String type) {
    job.setStatus(
        new JobStatusBuilder()
            .addNewCondition()
            .withType(type)
            .withStatus("True")
            .withReason("BackoffLimitExceeded")
            .withMessage("no more retries")
            .endCondition()
            .build());
    client.resource(job).update();
  }

  @Test
  void aScriptRunsOnceWithoutRetriesOfItsOwnAndWithinTheStepsTime() throws InterruptedException {
    controller("Complete");
    Evidence evidence = step(", script: 'echo hello', args: [x], env: {A: b}").run(run());

    assertThat(evidence.summary()).endsWith("succeeded");
    Job job = jobs().getFirst();
    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isPositive();
    assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(3600);
    var pod = job.getSpec().getTemplate().getSpec();
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getContainers().getFirst().getCommand()).containsExactly("/bin/sh");
    assertThat(pod.getContainers().getFirst().getArgs()).containsExactly("/understudy/script", "x");
    var map =
        client.configMaps().inNamespace(NAMESPACE).withName(job.getMetadata().getName()).get();
    assertThat(map.getData()).containsEntry("script", "echo hello");
    assertThat(map.getMetadata().getOwnerReferences())
        .as("it goes with the Job")
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(job.getMetadata().getUid()));
  }

  /** Kubernetes takes ended Jobs away; the process that made it came back too late to see it. */
  @Test
  void aJobThatIsGoneIsNotRunASecondTimeByItself() throws InterruptedException {
    controller("Complete");
    OneStep run = run();
    step("").run(run);
    run.notes().remove("ended");
    jobs().forEach(job -> client.resource(job).delete());

    assertThatThrownBy(() -> step("").run(run.resumed()))
        .isInstanceOf(NeedsPersonException.class)
        .hasMessageContaining("it is not known whether it ran to its end");
    assertThat(jobs()).isEmpty();

    OneStep retried = run();
    run.notes().forEach(retried::note);
    step("").run(retried);
    assertThat(jobs()).as("once somebody has said so").hasSize(1);
  }

  /** It asked for the Job, and ended before it could put on record that it is there. */
  @Test
  void aJobThatMayHaveBeenMadeIsMadeAgainOnlyWhileItCouldNotBeGoneYet()
      throws InterruptedException {
    controller("Complete");
    OneStep soon = cutOffAt(Instant.now().minusSeconds(60));
    step("").run(soon.resumed());
    assertThat(jobs()).as("it was never there: it would be there still").hasSize(1);
    jobs().forEach(job -> client.resource(job).delete());

    OneStep late = cutOffAt(Instant.now().minusSeconds(3000));
    assertThatThrownBy(() -> step("").run(late.resumed()))
        .isInstanceOf(NeedsPersonException.class)
        .hasMessageContaining("it is not known whether it ran to its end");
    assertThat(jobs()).isEmpty();

    step("").run(late.asked());
    assertThat(jobs())
        .as("once somebody has said so")
        .singleElement()
        .extracting(job -> job.getMetadata().getName())
        .asString()
        .endsWith("-2");
  }

  private static OneStep cutOffAt(Instant then) {
    OneStep run = run();
    run.note("attempt", "1");
    run.note("making", "1 " + then);
    return run;
  }

  @Test
  void aJobThatGoesWhileItIsWaitedForNeedsAPerson() throws InterruptedException {
    OneStep run = run();
    threads.submit(
        () -> {
          Awaitility.await().atMost(PATIENCE).until(() -> !jobs().isEmpty());
          jobs().forEach(job -> client.resource(job).delete());
        });
    assertThatThrownBy(() -> step("").run(run))
        .isInstanceOf(NeedsPersonException.class)
        .hasMessageContaining("it is not known whether it ran to its end");

    controller("Complete");
    step("").run(run.asked());
    assertThat(jobs())
        .as("by one word, anew")
        .singleElement()
        .extracting(job -> job.getMetadata().getName())
        .asString()
        .endsWith("-2");
  }

  @Test
  void whetherItWasRefusedOrMayHaveBeenMadeIsOnRecord() {
    OneStep run = run();
    String path = "/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs";
    api.cluster().keepElsewhere(path, asked -> failure(asked, 403, "exceeded quota"));
    assertThatThrownBy(() -> step("").run(run)).hasMessageContaining("exceeded quota");
    assertThat(run.notes()).as("made whenever it is tried again").containsEntry("making", "");

    api.cluster().keepElsewhere(path, asked -> failure(asked, 500, "request timed out"));
    assertThatThrownBy(() -> step("").run(run.again())).hasMessageContaining("timed out");
    assertThat(run.notes().get("making")).as("nobody knows").startsWith("1 ");
  }

  private static Reply failure(Asked asked, int code, String message) {
    return asked.method().equals("GET")
        ? Reply.failure(404, "NotFound", "no such Job")
        : Reply.failure(code, "Refused", message);
  }

  @Test
  void afterACrashTheSameJobIsWaitedFor() throws InterruptedException {
    OneStep run = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(1), Map.of());
    assertThatThrownBy(() -> step("").run(run)).hasMessageContaining("to end");
    controller("Complete");
    OneStep next = run();
    run.notes().forEach(next::note);
    step("").run(next.resumed());
    step("").run(next.resumed());
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void afterAFailureTheNextAttemptIsAJobOfItsOwn() {
    controller("Failed");
    OneStep run = run();
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> step("").run(run.again()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("BackoffLimitExceeded");
      assertThat(jobs()).hasSize(i);
    }
  }

  @Test
  void patternsDecideOverTheJobsOwnWord() {
    JobVerdict complete = new JobVerdict(Optional.empty());
    JobVerdict.Patterns patterns =
        new JobVerdict.Patterns(
            Optional.of(Pattern.compile("acknowledged")),
            Optional.of(Pattern.compile("\\b401\\b")));
    assertThat(complete.with(List.of("HTTP 200", "acknowledged"), patterns).failure()).isEmpty();
    assertThat(complete.with(List.of("acknowledged", "HTTP 401"), patterns).failure())
        .hasValueSatisfying(why -> assertThat(why).contains("fail-pattern"));
    assertThat(complete.with(List.of("HTTP 4010"), patterns).failure())
        .hasValueSatisfying(why -> assertThat(why).contains("success-pattern"));
    assertThat(new JobVerdict(Optional.of("it failed")).with(List.of("acknowledged"), patterns))
        .as("a failed Job does not succeed by a pattern")
        .isEqualTo(new JobVerdict(Optional.of("it failed")));
  }

  @Test
  void aLogThatCannotBeReadFailsWhereItDecides() {
    controller("Complete");
    assertThatThrownBy(() -> step(", success-pattern: ok").run(run()))
        .hasMessageContaining("cannot be read");
  }

  /** Pods come with their Job, and have written this by its end. */
  private void podOf(String text) {
    threads.submit(
        () -> {
          Awaitility.await().atMost(PATIENCE).until(() -> !jobs().isEmpty());
          String job = jobs().getFirst().getMetadata().getName();
          api.cluster().log("the-pod", text);
          client
              .resource(
                  new PodBuilder()
                      .withNewMetadata()
                      .withNamespace(NAMESPACE)
                      .withName("the-pod")
                      .addToLabels("job-name", job)
                      .endMetadata()
                      .withNewSpec()
                      .addNewContainer()
                      .withName("script")
                      .endContainer()
                      .endSpec()
                      .withNewStatus()
                      .withPhase("Succeeded")
                      .endStatus()
                      .build())
              .create();
          controller("Complete");
          return null;
        });
  }

  @Test
  void aLogThatIsLongerThanIsReadDecidesNothing() {
    podOf("ok\n" + "x".repeat(5 << 20));
    assertThatThrownBy(() -> step(", success-pattern: ok").run(run()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("cannot be read: its last lines are more than 4194304 bytes");
  }

  @Test
  void whatItsPodHasWrittenDecides() {
    podOf("putting the template\nHTTP 401\n");
    assertThatThrownBy(() -> step(", fail-pattern: 'HTTP 401'").run(run()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("fail-pattern");
  }

  @Test
  void aLogWithWhatIsAskedForPasses() throws InterruptedException {
    podOf("HTTP 200\nacknowledged\n");
    assertThat(step(", success-pattern: acknowledged").run(run()).summary()).endsWith("succeeded");
  }

  @Test
  void theNameOfAJobIsFixedByRunStepAndAttempt() {
    String name = JobSpec.name("global", "7", "Ensure ASM template", 2);
    assertThat(name).isEqualTo(JobSpec.name("global", "7", "Ensure ASM template", 2));
    assertThat(name).startsWith("understudy-ensure-asm-template-").endsWith("-2");
    assertThat(name).isNotEqualTo(JobSpec.name("global", "8", "Ensure ASM template", 2));
    assertThat(JobSpec.name("global", "7", "x".repeat(200), 1)).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void whatIsWrongIsFoundInThePlan() {
    assertThat(step("").plan(PLAN).problems()).isEmpty();
    assertThat(step(", fail-pattern: '('").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("no regular expression");
    api.server(0).refuseDryRuns("namespaces \"cpaas-system\" not found");
    assertThat(step("").plan(PLAN).problems()).singleElement().asString().contains("not found");
    api.cluster().refuse("create configmaps");
    assertThat(step(", script: x").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("create configmaps in namespace cpaas-system");
    assertThat(jobs()).isEmpty();
  }
}
