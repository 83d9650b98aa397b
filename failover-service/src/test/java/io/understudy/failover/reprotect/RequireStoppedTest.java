package io.understudy.failover.reprotect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.core.port.Bytes;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What proves that an old primary's controllers are stopped, read from a real etcd. */
class RequireStoppedTest {

  private static final Bytes MANAGER =
      Bytes.utf8("/registry/leases/kube-system/kube-controller-manager");
  private static final Bytes SCHEDULER = Bytes.utf8("/registry/leases/kube-system/kube-scheduler");
  private static final Duration STILL = Duration.ofSeconds(1);

  private final TwoSites sites = new TwoSites();

  @AfterEach
  void close() {
    sites.close();
  }

  @Test
  void aLeaseThatIsNotRenewedProvesIt() throws InterruptedException {
    long revision = sites.old().put(MANAGER, Bytes.utf8("renewed"));

    assertThat(prove(leases(), context(Duration.ofSeconds(60)), STILL))
        .contains("for 1 s", "{kube-controller-manager=" + revision + "}");
  }

  @Test
  void aLeaseThatIsRenewedHoldsItUpUntilThatEnds() throws InterruptedException {
    sites.old().put(MANAGER, Bytes.utf8("renewed"));
    SecondsByLooks time = new SecondsByLooks(() -> sites.old().put(MANAGER, Bytes.utf8("again")));

    String proof = prove(leases(), time, Duration.ofSeconds(3));

    long last = sites.old().get(MANAGER).orElseThrow().modRevision();
    assertThat(proof).contains("for 3 s", "kube-controller-manager=" + last);
    assertThat(time.looks).isGreaterThanOrEqualTo(SecondsByLooks.WRITES + 3);
  }

  @Test
  void withoutAnyLeaseNothingIsProved() {
    assertThatThrownBy(() -> prove(leases(), context(Duration.ofSeconds(60)), STILL))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("name in 'leases' those that its controllers elect by");
  }

  /** One that is not there, or not called so, is not renewed either. */
  @Test
  void oneLeaseOfTwoProvesNothingOfTheOther() {
    LeasesProof both =
        new LeasesProof(sites.ends().source(), List.of("kube-controller-manager", "kube-schedler"));
    sites.old().put(MANAGER, Bytes.utf8("renewed"));
    List<String> problems = new ArrayList<>();
    both.look(new ArrayList<>(), problems);

    assertThat(problems).singleElement().asString().contains(": kube-schedler;");
    assertThatThrownBy(() -> prove(both, context(Duration.ofSeconds(60)), STILL))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(": kube-schedler;");
  }

  @Test
  void whatIsOutOfScopeDoesNotDisturbTheQuiet() throws InterruptedException {
    SecondsByLooks time =
        new SecondsByLooks(() -> sites.old().put("/registry/events/team/event", "again"));

    assertThat(prove(quiet(), time, Duration.ofSeconds(3))).contains("for 3 s", "none after");
  }

  @Test
  void aWriteInScopeDoes() throws InterruptedException {
    SecondsByLooks time =
        new SecondsByLooks(
            () -> sites.old().put(TwoSites.key("busy"), TwoSites.value("busy", "again")));

    String proof = prove(quiet(), time, Duration.ofSeconds(3));

    long last = sites.old().get(TwoSites.key("busy")).orElseThrow().modRevision();
    assertThat(proof).contains("the last at revision " + last + ", of " + TwoSites.key("busy"));
    assertThat(time.looks).isGreaterThanOrEqualTo(SecondsByLooks.WRITES + 3);
  }

  @Test
  void aRunbookSaysWhichProofs() {
    sites.old().put(MANAGER, Bytes.utf8("renewed"));
    sites.old().put(SCHEDULER, Bytes.utf8("renewed"));
    assertThat(forecast("{proofs: [silence]}"))
        .containsExactly("proof 'silence' is unknown; write leases or quiet");
    assertThat(forecast("{seconds: 3000}"))
        .containsExactly("its timeout-seconds are not longer than its proofs take; raise them");
    assertThat(forecast("{proofs: [leases], seconds: 1}")).isEmpty();
    assertThat(forecast("{proofs: [leases], seconds: 1, leases: [other]}")).hasSize(1);
  }

  @Test
  void everyProofIsEvidence() throws InterruptedException {
    sites.old().put(MANAGER, Bytes.utf8("renewed"));
    sites.old().put(SCHEDULER, Bytes.utf8("renewed"));
    RequireStoppedKind kind = new RequireStoppedKind(sites.ends(), TwoSites.RULES);
    Evidence evidence =
        kind.make(OneStep.spec(kind, "{seconds: 1}")).run(context(Duration.ofSeconds(60)));

    assertThat(evidence.lines()).hasSize(2);
    assertThat(evidence.lines().getFirst()).startsWith("Leases not renewed");
    assertThat(evidence.lines().getLast()).startsWith("no write in scope");
  }

  /** A controller that comes back while the other proof goes on. */
  @Test
  void bothHoldAtTheSameTime() throws InterruptedException {
    sites.old().put(MANAGER, Bytes.utf8("renewed"));
    sites.old().put(SCHEDULER, Bytes.utf8("renewed"));
    RequireStoppedKind kind = new RequireStoppedKind(sites.ends(), TwoSites.RULES);
    AtomicInteger looks = new AtomicInteger();
    SecondsByLooks time =
        new SecondsByLooks(
            () -> {
              boolean isLate = looks.incrementAndGet() == SecondsByLooks.WRITES;
              sites.old().put(isLate ? MANAGER : TwoSites.key("busy"), Bytes.utf8("again"));
            });

    Evidence evidence = kind.make(OneStep.spec(kind, "{seconds: 3}")).run(time);

    long last = sites.old().get(MANAGER).orElseThrow().modRevision();
    assertThat(evidence.lines().getFirst()).contains("kube-controller-manager=" + last);
    assertThat(time.looks).isGreaterThanOrEqualTo(SecondsByLooks.WRITES + 3);
  }

  private List<String> forecast(String with) {
    RequireStoppedKind kind = new RequireStoppedKind(sites.ends(), TwoSites.RULES);
    return kind.make(OneStep.spec(kind, with))
        .plan(new PlanContext(Verb.REPROTECT, Instant.EPOCH))
        .problems();
  }

  private static String prove(StillnessProof proof, StepContext context, Duration still)
      throws InterruptedException {
    try (StillnessProof.Silence silence = proof.begin(context)) {
      return context.await(
          silence.awaited(), Duration.ofMillis(200), () -> silence.proved(context, still));
    }
  }

  private LeasesProof leases() {
    return new LeasesProof(sites.ends().source(), List.of("kube-controller-manager"));
  }

  private QuietProof quiet() {
    return new QuietProof(sites.ends().source(), TwoSites.RULES);
  }

  private static OneStep context(Duration timeout) {
    return new OneStep(Verb.REPROTECT, timeout, Map.of());
  }

  /** A clock that goes on by a second with each look, the first of which find a write. */
  private static final class SecondsByLooks implements StepContext {
    static final int WRITES = 5;

    private final StepContext context = context(Duration.ofSeconds(60));
    private final Runnable write;
    private int looks;

    SecondsByLooks(Runnable write) {
      this.write = write;
    }

    @Override
    public <T> T await(String what, Duration every, Supplier<Optional<T>> look)
        throws InterruptedException {
      return context.await(
          what,
          Duration.ofMillis(1),
          () -> {
            if (looks++ < WRITES) {
              write.run();
            }
            return look.get();
          });
    }

    @Override
    public void heed() throws InterruptedException {
      context.heed();
    }

    @Override
    public Instant now() {
      return Instant.EPOCH.plusSeconds(looks);
    }

    @Override
    public Verb verb() {
      return context.verb();
    }

    @Override
    public String run() {
      return context.run();
    }

    @Override
    public String step() {
      return context.step();
    }

    @Override
    public Duration left() {
      return context.left();
    }

    @Override
    public Optional<String> noted(String name) {
      return context.noted(name);
    }

    @Override
    public void note(String name, String value) {
      context.note(name, value);
    }

    @Override
    public Optional<String> output(String name) {
      return context.output(name);
    }
  }
}
