package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Verb;
import io.understudy.core.failover.freeze.FrozenScope;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.etcd.Login;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.EtcdRoles;
import io.understudy.testkit.IndependentClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account that may read Kubernetes' keys and nothing else, as the documents grant it. */
class QuietSourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private EtcdProcess etcd;
  private IndependentClient writer;
  private GrpcEtcd source;

  @BeforeEach
  void start() {
    etcd = EtcdProcess.start();
    EtcdRoles roles = new EtcdRoles(etcd, directory);
    Path password = roles.passwordFile("source", "password-of-source");
    roles.run("source-role-registry", "source-user").enable();
    writer = IndependentClient.as(List.of(etcd.endpoint()), "root", EtcdRoles.ROOT_PASSWORD);
    source =
        GrpcEtcd.connect(
            EtcdEndpoint.of("source", List.of(etcd.endpoint()))
                .withLogin(new Login("understudy-source", password)));
  }

  @AfterEach
  void stop() {
    source.close();
    writer.close();
    etcd.close();
  }

  private QuietSource.Proof prove(Duration timeout) throws InterruptedException {
    return prove(new OneStep(Verb.SWITCHOVER, timeout, Map.of()));
  }

  private QuietSource.Proof prove(StepContext context) throws InterruptedException {
    Rules rules = Rules.profile("acp-global", Rules.Options.DEFAULT);
    return new QuietSource(source, new FrozenScope(Classifier.of(rules)), Duration.ofSeconds(1))
        .prove(context);
  }

  /**
   * A context of a step that goes on while somebody writes what counts.
   *
   * @param then is done when the step first looks at its time, as it listens
   */
  private StepContext whileBusy(OneStep run, Runnable then) {
    AtomicBoolean isDone = new AtomicBoolean();
    return (StepContext)
        Proxy.newProxyInstance(
            StepContext.class.getClassLoader(),
            new Class<?>[] {StepContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("left")) {
                writer.put("/registry/configmaps/team-a/late", "{}");
                if (isDone.compareAndSet(false, true)) {
                  then.run();
                }
              }
              try {
                return method.invoke(run, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  @Test
  void aWordThatTheRunIsCancelledEndsItAmidABusySource() {
    OneStep run = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(10), Map.of());

    assertThatThrownBy(() -> prove(whileBusy(run, run::cancel)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("cancelled");
  }

  @Test
  void soDoesTheEndOfThisProcess() {
    OneStep run = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(10), Map.of());

    assertThatThrownBy(() -> prove(whileBusy(run, Thread.currentThread()::interrupt)))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void aLeaseThatIsRenewedShowsThatEverythingBeforeHasCome() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Object> writing =
          threads.submit(
              () -> {
                while (!stop.await(100, TimeUnit.MILLISECONDS)) {
                  writer.put("/elsewhere", "not to be read");
                  writer.put("/registry/leases/kube-system/l", "{}");
                }
                return "done";
              });
      QuietSource.Proof proof = prove(PATIENCE);
      assertThat(proof.quiet().written()).isZero();
      assertThat(proof.revision()).isPositive().isLessThanOrEqualTo(writer.revision());
      stop.countDown();
      assertThat(writing.get()).isEqualTo("done");
    }
  }

  @Test
  void whatCannotBeReadIsNotWaitedForWhereNothingChanges() throws InterruptedException {
    writer.put("/registry/secrets/team-a/before", "{}");
    assertThat(prove(PATIENCE).revision()).isEqualTo(writer.revision());
  }

  @Test
  void anEtcdThatIsGoneIsSaidInTime() {
    etcd.kill();
    assertThatThrownBy(() -> prove(Duration.ofSeconds(2)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("source");
  }
}
