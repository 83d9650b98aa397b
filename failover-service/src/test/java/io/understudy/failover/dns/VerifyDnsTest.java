package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code verify-dns} against two real servers: the zone's, and one that stands for a resolver. */
class VerifyDnsTest {

  private static DnsServer dns;
  private static DnsServer resolver;

  private final VerifyDnsKind kind = new VerifyDnsKind(NoCluster.clusters(), NoCluster.exec());

  @BeforeAll
  static void start() {
    dns = DnsServer.start("example.test", "platform 60 A 10.0.0.2");
    resolver = DnsServer.start("example.test", "platform 60 A 10.0.0.2");
  }

  @AfterAll
  static void stop() {
    dns.close();
    resolver.close();
  }

  @BeforeEach
  void allLeadToTheNewSite() {
    dns.set("platform", "A", 60, "10.0.0.2");
    resolver.set("platform", "A", 60, "10.0.0.2");
    resolver.set("platform", "AAAA", 60);
  }

  private Step step(String more) {
    return kind.make(
        OneStep.spec(
            kind,
            "{query-timeout-seconds: 30, name: platform.example.test, shadow-name: drill.example.test, addresses: [10.0.0.2], authoritative: ['%s'], resolvers: ['%s']%s}"
                .formatted(dns.address(), resolver.address(), more)));
  }

  private static OneStep hurried(Map<String, String> outputs) {
    return new OneStep(Verb.SWITCHOVER, Duration.ofMillis(200), outputs);
  }

  @Test
  void aDrillWithoutAShadowNameIsRehearsedWithAWarning() throws InterruptedException {
    Step step =
        kind.make(
            OneStep.spec(
                kind,
                "{query-timeout-seconds: 30, name: platform.example.test, addresses: [10.0.0.9], authoritative: ['%s'], resolvers: ['%s']}"
                    .formatted(dns.address(), resolver.address())));

    Forecast forecast = step.plan(new PlanContext(Verb.DRILL, Instant.EPOCH));
    Evidence evidence = step.run(OneStep.of(Verb.DRILL));

    assertThat(forecast.problems()).isEmpty();
    assertThat(forecast.warnings()).singleElement().asString().contains("no 'shadow-name'");
    assertThat(forecast.facts()).hasSize(2);
    assertThat(evidence.summary()).startsWith("rehearsed: ");
    assertThat(evidence.lines())
        .containsExactly(
            "WARNING: a drill does not touch platform.example.test and the step has no"
                + " 'shadow-name'; give it one, for example drill.platform.example.test",
            dns.address() + " answers A 10.0.0.2 (TTL 60 s)");
    assertThat(step.plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH)).will())
        .startsWith("waits until platform.example.test leads to 10.0.0.9");
  }

  @Test
  void itTellsWhatEachServerAnswers() throws InterruptedException {
    Evidence evidence = step("").run(OneStep.of(Verb.SWITCHOVER));

    assertThat(evidence.summary())
        .isEqualTo("platform.example.test leads to 10.0.0.2 and nowhere else");
    assertThat(evidence.lines())
        .contains(
            dns.address() + " answers A 10.0.0.2 (TTL 60 s)",
            resolver.address() + " answers A 10.0.0.2 (TTL 60 s)");
  }

  @Test
  void aStaleResolverIsWaitedFor()
      throws InterruptedException, ExecutionException, TimeoutException {
    resolver.set("platform", "A", 60, "10.0.0.1");
    assertThatThrownBy(() -> step("").run(hurried(Map.of())))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(
            "seen last: " + resolver.address() + " answers A 10.0.0.1 (TTL 60 s)");

    CompletableFuture<Evidence> done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return step("").run(OneStep.of(Verb.SWITCHOVER));
              } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
              }
            });
    resolver.set("platform", "A", 60, "10.0.0.2");

    assertThat(done.get(60, TimeUnit.SECONDS).lines())
        .contains(resolver.address() + " answers A 10.0.0.2 (TTL 60 s)");
  }

  @Test
  void anAddressBesideTheWantedOneIsNotEnough() {
    resolver.set("platform", "A", 60, "10.0.0.2", "10.0.0.1");
    assertThatThrownBy(() -> step("").run(hurried(Map.of())))
        .hasMessageContaining("answers A 10.0.0.1 10.0.0.2");

    resolver.set("platform", "A", 60, "10.0.0.2");
    resolver.set("platform", "AAAA", 60, "fd00::1");
    assertThatThrownBy(() -> step("").run(hurried(Map.of())))
        .hasMessageContaining("AAAA fd00:0:0:0:0:0:0:1");
  }

  @Test
  void aZoneServerThatIsNotSwitchedIsSeen() {
    dns.set("platform", "A", 60, "10.0.0.1");

    assertThatThrownBy(() -> step("").run(hurried(Map.of())))
        .hasMessageContaining("waited for the zone's servers")
        .hasMessageContaining(dns.address() + " answers A 10.0.0.1");
  }

  @Test
  void theOldTtlIsWaitedOutFromTheSwitchOn() throws InterruptedException {
    Map<String, String> now =
        Map.of("dns-switched-at", Instant.now().toString(), "dns-old-ttl-seconds", "3600");
    assertThatThrownBy(() -> step("").run(hurried(now)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("waited for the old TTL of 3600 s");

    Map<String, String> before =
        Map.of("dns-switched-at", "2026-01-01T00:00:00Z", "dns-old-ttl-seconds", "3600");
    assertThat(step("").run(new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(60), before)).lines())
        .contains("waited for the old TTL of 3600 s, which ends at 2026-01-01T01:00:00Z");
  }

  @Test
  void withoutASwitchTheTtlCountsFromTheFirstLook() throws InterruptedException {
    OneStep run = hurried(Map.of());
    assertThatThrownBy(() -> step(", old-ttl-seconds: 3600").run(run))
        .hasMessageContaining("waited for the old TTL of 3600 s");

    OneStep later = OneStep.of(Verb.SWITCHOVER);
    run.notes()
        .forEach(
            (name, since) ->
                later.note(name, Instant.parse(since).minus(Duration.ofHours(1)).toString()));
    assertThat(later.notes()).hasSize(1);
    assertThat(step(", old-ttl-seconds: 3600").run(later).lines())
        .anyMatch(line -> line.startsWith("waited for the old TTL of 3600 s"));
  }

  private Forecast plan(Verb verb, Step step) {
    return step.plan(new PlanContext(verb, Instant.EPOCH));
  }

  @Test
  void aServerThatDoesNotAnswerIsFoundInThePlan() {
    try (DnsServer gone = DnsServer.start("example.test")) {
      gone.stop();
      assertThat(plan(Verb.SWITCHOVER, step("")).problems()).isEmpty();
      Step step =
          kind.make(
              OneStep.spec(
                  kind,
                  "{name: platform.example.test, addresses: [10.0.0.2], authoritative: ['%1$s'], resolvers: ['%1$s'], query-timeout-seconds: 1}"
                      .formatted(gone.address())));

      assertThat(plan(Verb.SWITCHOVER, step).problems())
          .isNotEmpty()
          .allMatch(problem -> problem.contains(gone.address() + " gives no answer"));
    }
  }

  @Test
  void aTtlThatCannotBeWaitedOutIsFoundInThePlan() {
    dns.set("platform", "A", 86_400, "10.0.0.1");

    assertThat(plan(Verb.SWITCHOVER, step("")).problems())
        .singleElement()
        .asString()
        .startsWith("the TTL is 86400 s and the step's timeout-seconds are ");
  }

  @Test
  void aDrillLooksAtTheShadow() throws InterruptedException {
    dns.set("drill", "A", 60, "10.0.0.2");
    resolver.set("drill", "A", 60, "10.0.0.2");

    assertThat(plan(Verb.DRILL, step("")).will()).startsWith("waits until drill.example.test ");
    assertThat(step("").run(OneStep.of(Verb.DRILL)).summary())
        .startsWith("drill.example.test leads to 10.0.0.2");
  }
}
