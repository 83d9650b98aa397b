package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.DnsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person changes the record; the step waits until the zone's servers answer it. */
class ManualSwitchTest {

  private final DnsServer dns = DnsServer.start("example.test", "platform 60 A 10.0.0.1");
  private final SwitchDnsKind kind = new SwitchDnsKind(NoCluster.client(), NoCluster.webhooks());
  private final Step step =
      kind.make(
          OneStep.spec(
              kind,
              "{query-timeout-seconds: 30, via: manual, name: platform.example.test, addresses: [10.0.0.2], old-addresses: [10.0.0.1], authoritative: ['%s']}"
                  .formatted(dns.address())));

  @AfterEach
  void stop() {
    dns.close();
  }

  @Test
  void itSaysWhatToChange() {
    assertThat(step.plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH)).will())
        .isEqualTo(
            "changes platform.example.test from A 10.0.0.1 (TTL 60 s) to A 10.0.0.2 (TTL 60 s), if"
                + " it is that still, by a person");
    assertThatThrownBy(
            () -> step.run(new OneStep(Verb.SWITCHOVER, Duration.ofMillis(100), Map.of())))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(
            "waited for a person to change platform.example.test from A 10.0.0.1 (TTL 60 s) to A"
                + " 10.0.0.2");
  }

  @Test
  void itWaitsForThePerson() throws InterruptedException, ExecutionException, TimeoutException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    CompletableFuture<String> done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return step.run(run).summary();
              } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
              }
            });
    Awaitility.await().until(() -> run.noted("dns-old").isPresent());
    assertThat(done).isNotDone();

    dns.set("platform", "A", 60, "10.0.0.2");

    assertThat(done.get(60, TimeUnit.SECONDS)).contains("is A 10.0.0.2 (TTL 60 s), by a person");
  }

  @Test
  void inADrillNobodyIsAsked() throws InterruptedException {
    OneStep drill = OneStep.of(Verb.DRILL);

    assertThat(step.plan(new PlanContext(Verb.DRILL, Instant.EPOCH)).problems()).isEmpty();
    assertThat(step.run(drill).summary()).startsWith("in a drill nobody is asked");
    assertThat(step.undo(drill).summary()).startsWith("nothing to take back");
  }
}
